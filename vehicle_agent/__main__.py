"""The agent's command line."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from dispatch_server.contract.settings.page import page
from vehicle_agent.outbox import OutboxFault
from vehicle_agent.running import Running
from vehicle_agent.settings import HEADING, AgentSettings, SettingsFault, read_settings

LEVELS = ("debug", "info", "warning", "error")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the agent until it is told to end, or print its settings."""
    given = _parser().parse_args(arguments)
    try:
        if given.command == "settings":
            settings = read_settings(given.config) if given.config else AgentSettings(vehicle="v-1")
            sys.stdout.write(page(settings, heading=HEADING, with_environment=False))
            return 0
        return _work(read_settings(given.config), given.log)
    except (SettingsFault, OutboxFault) as fault:
        sys.stderr.write(f"vehicle-agent: {fault}\n")
        return 1


def _work(settings: AgentSettings, level: str) -> int:
    """Run until SIGTERM or Ctrl+C."""
    logging.basicConfig(
        level=level.upper(), format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    running = Running(settings)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: running.end())
    running.run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vehicle-agent", description="Sends a vehicle's positions; receives its orders."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="work until told to end")
    run.add_argument("--config", type=Path, required=True, help="the settings file")
    run.add_argument(
        "--log", choices=LEVELS, default="info", help="the least level that is written"
    )
    settings = commands.add_parser("settings", help="print every setting with its meaning")
    settings.add_argument("--config", type=Path, help="the settings file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
