output "container" {
  description = "The container that the application keeps its objects in"
  value       = openstack_objectstorage_container_v1.store.name
}
