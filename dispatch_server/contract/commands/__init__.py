"""What a seat may ask the server to do."""

from dispatch_server.contract.commands.command import Command

__all__ = ["Command"]
