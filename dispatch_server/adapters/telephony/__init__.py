"""The exchange (Asterisk) over AMI."""
