"""Every command there is, by the path where it is posted: a desk reads back what it kept."""

from collections.abc import Mapping
from typing import Final

from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.command import Command
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
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
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)

COMMANDS: Final[Mapping[str, type[Command]]] = {
    command.PATH: command
    for command in (
        AnswerCall,
        HangUpCall,
        DraftIncident,
        DescribeIncident,
        JoinIncident,
        CancelIncident,
        CloseIncident,
        IssueOrder,
        MoveOrder,
        ReportContact,
        ReportDelivery,
        ReprintOrder,
        SetDuty,
        DeclareSeat,
        SendMessage,
        ReceiveMessage,
        ReadMessage,
        OfferHandOver,
        TakeHandOver,
        CloseRoad,
        OpenRoad,
        AddPerson,
        ChangePerson,
        SetPassword,
        ReleasePerson,
        EndSession,
        IssueDevice,
        RevokeDevice,
    )
}
