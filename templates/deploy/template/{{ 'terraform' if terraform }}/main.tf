resource "openstack_objectstorage_container_v1" "store" {
  name = var.name

  # What it holds stays where its declaration goes.
  force_destroy = false
}
