using System.Reflection;

namespace AffiliateFunctions.Infrastructure;

/// <summary>Finds the causes of exceptions that wrap others.</summary>
public static class Faults
{
    /// <summary>
    /// Returns the fault and its causes, the outermost first. The chain ends at an <see cref="AggregateException"/> of
    /// several faults, because such an exception has no single cause.
    /// </summary>
    public static IEnumerable<Exception> Causes(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = CauseOf(cause))
        {
            yield return cause;
        }
    }

    /// <summary>Returns the fault without the exceptions that only wrap it.</summary>
    public static Exception Unwrap(Exception fault) =>
        Causes(fault).First(cause => !IsWrapper(cause) || cause.InnerException is null);

    private static Exception? CauseOf(Exception fault) =>
        fault is AggregateException { InnerExceptions.Count: > 1 } ? null : fault.InnerException;

    private static bool IsWrapper(Exception fault) =>
        fault is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 };
}
