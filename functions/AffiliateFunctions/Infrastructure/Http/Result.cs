using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>A value, or the problem that replaces it. Faults are exceptions, not problems.</summary>
/// <typeparam name="T">The value's type.</typeparam>
[SuppressMessage("Usage", "CA2225", Justification = "Results are made by returning a value or a problem.")]
public readonly record struct Result<T>
{
    private Result(T? value, Problem? problem)
    {
        Value = value;
        Problem = problem;
    }

    /// <summary>The value, if there is no problem.</summary>
    public T? Value { get; }

    /// <summary>The problem, or null.</summary>
    public Problem? Problem { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    /// <summary>A result with a value.</summary>
    internal static Result<T> Of(T value) => new(value, null);

    /// <summary>A result with a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A result with a problem.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    /// <summary>
    /// Returns the response that <paramref name="answer"/> makes of the value, or the response for the problem.
    /// </summary>
    public IResult Match(Func<T, IResult> answer) => Succeeded ? answer(Value) : HttpResults.Problem(Problem);

    /// <summary>Runs the next step with the value, or returns the problem of this result.</summary>
    public async Task<Result<TNext>> ThenAsync<TNext>(Func<T, Task<Result<TNext>>> next) =>
        Succeeded ? await next(Value) : Problem;
}

/// <summary>Creates results for values whose type is an interface, which implicit conversions do not support.</summary>
public static class Result
{
    /// <summary>A result with a value.</summary>
    public static Result<T> Of<T>(T value) => Result<T>.Of(value);
}
