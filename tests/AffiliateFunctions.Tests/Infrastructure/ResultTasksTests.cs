using System.Globalization;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class ResultTasksTests
{
    private static readonly Problem Missing = Problem.NotFound("There is no such number.");

    private int steps;

    [Fact]
    public async Task A_value_goes_through_every_step_to_its_answer()
    {
        var answer = await Number(7).Then(AddOne).Then(AddOneAsync).Map(Text).Match(text => Results.Text(text));
        Assert.Equal(
            "9",
            Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult>(answer).ResponseContent
        );
        Assert.Equal(3, steps);
    }

    [Fact]
    public async Task A_problem_skips_the_steps_after_it()
    {
        var result = await Number(null).Then(AddOne).Then(AddOneAsync).Map(Text);
        Assert.Same(Missing, result.Problem);
        Assert.Equal(0, steps);
    }

    [Fact]
    public async Task The_problem_of_a_step_skips_the_steps_after_it()
    {
        var result = await Number(7).Then(AddOne).Then<int, int>(_ => Missing).Then(AddOneAsync);
        Assert.Same(Missing, result.Problem);
        Assert.Equal(1, steps);
    }

    [Fact]
    public async Task A_problem_is_answered_with_its_status()
    {
        var http = new DefaultHttpContext();
        await (await Number(null).Match(number => Task.FromResult(Results.Text(Text(number))))).ExecuteAsync(http);
        Assert.Equal(StatusCodes.Status404NotFound, http.Response.StatusCode);
        Assert.Equal(0, steps);
    }

    private static Task<Result<int>> Number(int? number) =>
        Task.FromResult(number is { } known ? Result.Of(known) : Missing);

    private Result<int> AddOne(int number)
    {
        steps++;
        return number + 1;
    }

    private Task<Result<int>> AddOneAsync(int number) => Task.FromResult(AddOne(number));

    private string Text(int number)
    {
        steps++;
        return number.ToString(CultureInfo.InvariantCulture);
    }
}
