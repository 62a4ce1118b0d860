package notation

import "testing"

// Terraform's resources.
func TestTerraform(t *testing.T) {
	checkReadings(t, []readCase{
		{"a VPC rule", `resource "aws_vpc_security_group_ingress_rule" "allow_tls_ipv4" {
  security_group_id = "sg-140ba4c8"
  cidr_ipv4         = "10.0.0.0/8"
  from_port         = 443
  ip_protocol       = "tcp"
  to_port           = 443
  description       = "TLS from inside"

  tags = {
    Name = "tls"
  }
}`, `terraform
> sg-140ba4c8
tcp/443 from 10.0.0.0/8 # TLS from inside
· 9:3 tags is passed over: it is no part of an ingress rule | tags = { Name = "tls" }`},
		{"all traffic from a group, a prefix list and IPv6", `resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id            = "sg-140ba4c8"
  ip_protocol                  = "-1" # every port
  referenced_security_group_id = "sg-0a5d8e02"
}
resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id = "sg-140ba4c8" // ours
  ip_protocol       = -1
  prefix_list_id    = "pl-63a5400a"
}
resource "aws_vpc_security_group_ingress_rule" "c" {
  security_group_id = "sg-140ba4c8" /* of the
  shop */
  ip_protocol = "icmpv6"
  from_port   = 128
  to_port     = 0
  cidr_ipv6   = "::/0"
}`, `terraform
> sg-140ba4c8
all from sg-0a5d8e02
all from pl-63a5400a
icmpv6/128:0 from ::/0`},
		{"references are not in the text", `resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id            = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
  referenced_security_group_id = aws_security_group.lb.id
}
resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id = "${aws_security_group.web.id}"
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port
  cidr_ipv4         = "10.0.0.0/8"
}
resource "aws_vpc_security_group_ingress_rule" "c" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 80 + 1
  to_port           = max(80, 81)
  cidr_ipv4         = "10.0.0.0/8"
}`, `terraform
· 2:34 the target group: aws_security_group.web.id stands for a value that is not in the text: write the value; the rules are read for the groups that ` +
			`you choose | aws_security_group.web.id
! 6:34 referenced_security_group_id: aws_security_group.lb.id stands for a value that is not in the text: write the value | resource "aws_vpc_security_gr…
· 9:23 the target group: "${aws_security_group.web.id}" stands for a value that is not in the text: write the value; the rules are read for the groups ` +
			`that you choose | "${aws_security_group.web.id}"
! 11:23 from_port: var.port stands for a value that is not in the text: write the value | resource "aws_vpc_security_gr…
! 18:23 from_port: 80 + 1 stands for a value that is not in the text: write the value | resource "aws_vpc_security_gr…`},
		{"a rule of a group", `resource "aws_security_group_rule" "example" {
  type              = "ingress"
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
  cidr_blocks       = [aws_vpc.example.cidr_block, "10.0.0.0/8", "192.168.0.0/16"]
  ipv6_cidr_blocks  = ["2001:db8::/32"]
  prefix_list_ids   = ["pl-12"]
  security_group_id = "sg-123456"
}`, `terraform
> sg-123456
tcp/* from 10.0.0.0/8 192.168.0.0/16 2001:db8::/32 pl-12
! 6:24 cidr_blocks: aws_vpc.example.cidr_block stands for a value that is not in the text: write the value | aws_vpc.example.cidr_block`},
		{"one source alone that is a reference", `resource "aws_security_group_rule" "example" {
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = var.office
  security_group_id = "sg-123456"
}`, `terraform
! 6:23 cidr_blocks: var.office stands for a value that is not in the text: write the value | resource "aws_security_group_…`},
		{"a source group with its account, by id and by name", `resource "aws_security_group_rule" "a" {
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 80
  to_port                  = 80
  source_security_group_id = "111122223333/sg-0a5d8e02"
  security_group_id        = "sg-140ba4c8"
}
resource "aws_security_group_rule" "b" {
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 80
  to_port                  = 80
  source_security_group_id = "999988887777/Other \"Group\""
  security_group_id        = "sg-5b1c22de"
}`, `terraform
> sg-140ba4c8
tcp/80 from sg-0a5d8e02
> sg-5b1c22de
tcp/80 from 999988887777/"Other ""Group"""
· 6:30 "111122223333/sg-0a5d8e02" is passed over: the id alone says which group | "111122223333/sg-0a5d8e02"`},
		{"the group itself", `resource "aws_security_group_rule" "a" {
  type = "ingress"
  protocol = "all"
  from_port = 0
  to_port = 0
  self = true
  security_group_id = "sg-140ba4c8"
}
resource "aws_security_group_rule" "b" {
  type = "ingress"
  protocol = "all"
  from_port = 0
  to_port = 0
  self = true
  security_group_id = aws_security_group.a.id
}`, `terraform
> sg-140ba4c8
all from sg-140ba4c8
! 14:10 self: the group itself is not named in the text: write its id as the source | resource "aws_security_group_…
· 15:23 the target group: aws_security_group.a.id stands for a value that is not in the text: write the value; the rules are read for the groups that you ` +
			`choose | aws_security_group.a.id`},
		{"egress is passed over", `resource "aws_security_group_rule" "out" {
  type = "egress"
  protocol = "-1"
  from_port = 0
  to_port = 0
  cidr_blocks = ["0.0.0.0/0"]
  security_group_id = "sg-1"
}
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = "sg-1"
  ip_protocol = "-1"
  cidr_ipv4 = "0.0.0.0/0"
}`, `terraform
· 1:1 an egress rule is passed over: only ingress is read | resource "aws_security_group_…
· 9:1 resource aws_vpc_security_group_egress_rule out is passed over: it holds no ingress rule | resource "aws_vpc_security_gr…`},
		{"the blocks of a group", `resource "aws_security_group" "web" {
  name        = "allow tls"
  description = "Allow TLS inbound traffic"
  vpc_id      = aws_vpc.main.id

  ingress {
    description = "TLS $${x} %%{y}"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port       = 8
    to_port         = -1
    protocol        = "icmp"
    security_groups = ["sg-1", "old name"]
    self            = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  lifecycle { create_before_destroy = true }
}`, `terraform
> allow tls
tcp/443 from 10.0.0.0/8
icmp/8 from sg-1 "old name" "allow tls"
· 3:3 description is passed over: it is no part of an ingress rule | description = "Allow TLS inbo…
· 4:3 vpc_id is passed over: it is no part of an ingress rule | vpc_id = aws_vpc.main.id
! 7:19 a description cannot hold %: EC2 takes a-z A-Z 0-9, space and ._-:/()#,@[]+=&;{}!$*; the rule is read without it | "TLS $${x} %%{y}"
· 21:3 egress is passed over: only ingress is read | egress { from_port = 0 to_por…
· 27:3 lifecycle is passed over: it is no part of an ingress rule | lifecycle { create_before_des…`},
		{"the blocks as an attribute", `resource "aws_security_group" "web" {
  ingress = [
    {
      description = "", from_port = 22, to_port = 22, protocol = "tcp"
      cidr_blocks = ["10.0.0.0/8"], ipv6_cidr_blocks = [], prefix_list_ids = null, security_groups = [], self = false
    },
  ]
}`, `terraform
tcp/22 from 10.0.0.0/8`},
		{"ingress blocks alone", `ingress {
  from_port = 22
  to_port = 22
  protocol = "tcp"
  cidr_blocks = ["10.0.0.0/8"]
}`, `terraform
tcp/22 from 10.0.0.0/8`},
		{"what makes rules elsewhere", `resource "aws_security_group" "web" {
  name = "web"
  dynamic "ingress" {
    for_each = var.ports
    content {
      from_port = ingress.value
    }
  }
}
module "vote_service_sg" {
  source = "terraform-aws-modules/security-group/aws"
  ingress_cidr_blocks = ["10.10.0.0/16"]
}
resource "aws_vpc_security_group_ingress_rule" "each" {
  for_each          = toset(["10.0.0.0/8"])
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = each.value
}`, `terraform
! 3:3 dynamic: what it makes is not in the text: write its rules out | dynamic "ingress" { for_each …
! 10:1 module vote_service_sg: what it makes is not in the text: write its rules out | module "vote_service_sg" { so…
! 15:23 for_each: how many there will be is not in the text: it is read as one | toset(["10.0.0.0/8"])
! 20:23 cidr_ipv4: each.value stands for a value that is not in the text: write the value | resource "aws_vpc_security_gr…`},
		{"other blocks are passed over", `variable "port" {
  default = 22
}
provider "aws" { region = "us-east-1" }
resource "aws_instance" "a" {
  ami = "ami-1"
}`, `terraform
· 1:1 variable port is passed over: it holds no ingress rule | variable "port" { default = 2…
· 4:1 provider aws is passed over: it holds no ingress rule | provider "aws" { region = "us…
· 5:1 resource aws_instance a is passed over: it holds no ingress rule | resource "aws_instance" "a" {…`},
		{"a heredoc is refused, and reading goes on", `resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id = "sg-1"
  description = <<EOT
x
EOT
}
resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id = "sg-1"
  ip_protocol = "tcp"
  from_port = 22
  to_port = 22
  cidr_ipv4 = "10.0.0.0/8"
}`, `terraform
> sg-1
tcp/22 from 10.0.0.0/8
! 3:17 a heredoc is not read: write the value in quotes | resource "aws_vpc_security_gr…`},
		{"missing and misspelled attributes", `resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id = "sg-1"
  ip_protocol = "tcp"
  cidr_ipv4 = "10.0.0.0/8"
}
resource "aws_vpc_security_group_ingress_rule" "b" {
  security_group_id = "sg-1"
  ip_protocol = "-1"
  cidr_block = "10.0.0.0/8"
}
resource "aws_security_group_rule" "c" {
  protocol = "-1"
  cidr_blocks = ["10.0.0.0/8"]
}`, `terraform
! 1:1 TCP needs from_port and to_port; for all write 0 and 65535 | resource "aws_vpc_security_gr…
! 6:1 from where? Give one of cidr_ipv4, cidr_ipv6, prefix_list_id, referenced_security_group_id | resource "aws_vpc_security_gr…
! 9:3 cidr_block is no part of an aws_vpc_security_group_ingress_rule: it has ip_protocol, from_port, to_port, description, cidr_ipv4, cidr_ipv6, ` +
			`prefix_list_id, referenced_security_group_id, security_group_id, count, for_each | cidr_block = "10.0.0.0/8"
! 11:1 type is missing: write type = "ingress" if it is | resource "aws_security_group_…`},
		{"not closed", `resource "aws_vpc_security_group_ingress_rule" "a" {
  security_group_id = "sg-1`, `terraform
! 2:23 the quote is not closed | resource "aws_vpc_security_gr…`},
	})
}
