using System.Reflection;

namespace AffiliateFunctions.Infrastructure;

/// <summary>Looks through exceptions that only wrap others.</summary>
public static class Faults
{
    /// <summary>
    /// The fault and its causes, the outermost first. Several faults that happened together, as in an
    /// <see cref="AggregateException"/> of more than one, have no one cause, so the chain ends with them.
    /// </summary>
    public static IEnumerable<Exception> Causes(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = CauseOf(cause))
        {
            yield return cause;
        }
    }

    /// <summary>The fault without the exceptions that say nothing but that something else was thrown.</summary>
    public static Exception Unwrap(Exception fault) =>
        Causes(fault).First(cause => !IsWrapper(cause) || cause.InnerException is null);

    private static Exception? CauseOf(Exception fault) =>
        fault is AggregateException { InnerExceptions.Count: > 1 } ? null : fault.InnerException;

    private static bool IsWrapper(Exception fault) =>
        fault is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 };
}
