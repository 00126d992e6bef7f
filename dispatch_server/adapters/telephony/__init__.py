"""The exchange (Asterisk) over AMI."""

from dispatch_server.adapters.telephony.exchange import AsteriskTelephony
from dispatch_server.adapters.telephony.settings import AmiSettings

__all__ = ["AmiSettings", "AsteriskTelephony"]
