"""Station printers: the order sheet as PDF, sent by IPP."""
