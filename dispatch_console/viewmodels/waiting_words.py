"""What people call a command that waits, as far as the board still knows what it is about."""

from dispatch_console.viewmodels.message_words import addressee_words
from dispatch_console.viewmodels.wording import together
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
)
from dispatch_server.contract.ids import IncidentId, OrderId, VehicleId
from dispatch_server.contract.words import CANCEL_WORDS, DUTY_WORDS, ORDER_WORDS, SEAT_WORDS


def waiting_words(board: Board, command: Command) -> str:
    """Name what a command does, and to what."""
    found = _order_words(board, command) or _incident_words(board, command)
    return found or _talk_words(board, command) or command.PATH


def _order_words(board: Board, command: Command) -> str:
    match command:
        case MoveOrder():
            return together([_order(board, command.order_id), ORDER_WORDS[command.to]])
        case ReportContact():
            return together([_order(board, command.order_id), "接触病人"])
        case ReportDelivery():
            return together([_order(board, command.order_id), "回执"])
        case ReprintOrder():
            return together([_order(board, command.order_id), "重打"])
        case SetDuty():
            return together([_vehicle(board, command.vehicle_id), DUTY_WORDS[command.duty]])
        case _:
            return ""


def _incident_words(board: Board, command: Command) -> str:
    match command:
        case IssueOrder():
            return together([f"派 {_vehicle(board, command.vehicle_id)}", _where(board, command)])
        case DraftIncident():
            return "新建事件"
        case CancelIncident():
            return together([f"撤消{_incident(board, command.incident_id)}", _why(command)])
        case CloseIncident():
            return f"结案{_incident(board, command.incident_id)}"
        case JoinIncident():
            return f"并入{_incident(board, command.into)}"
        case _:
            return ""


def _talk_words(board: Board, command: Command) -> str:
    match command:
        case DeclareSeat():
            return together([f"本席{SEAT_WORDS[command.state]}", command.reason])
        case SendMessage():
            return together([f"消息发{addressee_words(board, command.to)}", command.text])
        case ReceiveMessage() | ReadMessage():
            return "消息回执"
        case _:
            return ""


def _incident(board: Board, incident_id: IncidentId) -> str:
    incident = board.incidents.get(incident_id)
    return f"事件 {incident.number}" if incident is not None else "事件"


def _where(board: Board, command: IssueOrder) -> str:
    return together([_incident(board, command.incident_id), command.details.scene.text])


def _why(command: CancelIncident) -> str:
    return CANCEL_WORDS[command.why]


def _order(board: Board, order_id: OrderId) -> str:
    order = board.orders.get(order_id)
    if order is None:
        return "派车单"
    return f"{_vehicle(board, order.vehicle_id)} {order.number}"


def _vehicle(board: Board, vehicle_id: VehicleId) -> str:
    vehicle = board.vehicles.get(vehicle_id)
    return vehicle.name if vehicle is not None else vehicle_id
