variable "name" {
  description = "The name of the container, another one at each stage"
  type        = string
}
