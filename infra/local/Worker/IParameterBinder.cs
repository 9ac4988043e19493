using System.Reflection;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>Gives the value of one parameter in an invocation.</summary>
/// <param name="invocation">The invocation.</param>
/// <returns>The value.</returns>
internal delegate object? ParameterSource(Invocation invocation);

/// <summary>
/// Knows where the values of some parameters come from. Asked once per parameter at start; the first binder that answers wins,
/// and a parameter that no binder knows stops the start.
/// </summary>
internal interface IParameterBinder
{
    /// <summary>The source of a parameter's value.</summary>
    /// <param name="function">The function.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The source; null when the parameter is not of this binder's kind.</returns>
    ParameterSource? SourceOf(FunctionEntry function, ParameterInfo parameter);
}
