using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Continues with a result that is awaited. A problem skips the steps that follow it.</summary>
public static class ResultTasks
{
    /// <summary>The next step's result, or the problem of this one.</summary>
    /// <typeparam name="T">The type of this step's value.</typeparam>
    /// <typeparam name="TNext">The type of the next step's value.</typeparam>
    /// <param name="result">This step's result.</param>
    /// <param name="next">The next step.</param>
    public static async Task<Result<TNext>> Then<T, TNext>(
        this Task<Result<T>> result,
        Func<T, Task<Result<TNext>>> next
    ) => await (await result).ThenAsync(next);

    /// <summary>The result of a next step that waits for nothing, or the problem of this one.</summary>
    /// <typeparam name="T">The type of this step's value.</typeparam>
    /// <typeparam name="TNext">The type of the next step's value.</typeparam>
    /// <param name="result">This step's result.</param>
    /// <param name="next">The next step.</param>
    public static async Task<Result<TNext>> Then<T, TNext>(this Task<Result<T>> result, Func<T, Result<TNext>> next) =>
        (await result).Then(next);

    /// <summary>The value in another form, or the problem.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <typeparam name="TNext">The type of its other form.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="map">Makes the other form.</param>
    public static Task<Result<TNext>> Map<T, TNext>(this Task<Result<T>> result, Func<T, TNext> map) =>
        result.Then(value => Result.Of(map(value)));

    /// <summary>The answer for the value, or the problem's answer.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="answer">Makes the answer.</param>
    public static async Task<IResult> Match<T>(this Task<Result<T>> result, Func<T, IResult> answer) =>
        (await result).Match(answer);

    /// <summary>The answer for the value, or the problem's answer.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="result">The result.</param>
    /// <param name="answer">Makes the answer.</param>
    public static async Task<IResult> Match<T>(this Task<Result<T>> result, Func<T, Task<IResult>> answer)
    {
        var reached = await result;
        return reached.Succeeded ? await answer(reached.Value) : HttpResults.Problem(reached.Problem);
    }
}
