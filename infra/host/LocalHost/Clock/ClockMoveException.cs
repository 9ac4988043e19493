namespace LocalHost.Clock;

/// <summary>The clock cannot be moved as requested; the message says why.</summary>
internal sealed class ClockMoveException(string message) : Exception(message);
