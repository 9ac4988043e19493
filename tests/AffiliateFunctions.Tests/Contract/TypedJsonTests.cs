using System.Text.Json;
using Testing.Answers;

namespace AffiliateFunctions.Tests.Contract;

/// <summary>Tests that read answers as records notice what is missing in an answer.</summary>
public sealed class TypedJsonTests
{
    [Theory]
    [InlineData("""{"data": [1]}""")]
    [InlineData("""{"data": null, "next_cursor": null}""")]
    [InlineData("""{"data": ["1"], "next_cursor": null}""")]
    [InlineData("""{"data": [1], "data": [1], "next_cursor": null}""")]
    [InlineData("""{"data": [1], "nextCursor": null}""")]
    [InlineData("null")]
    public void A_member_that_is_missing_null_twice_there_or_of_another_type_fails(string answer) =>
        Assert.Throws<JsonException>(() => TypedJson.Parse<PageJson<int>>(answer));

    [Fact]
    public void A_member_that_the_record_does_not_know_is_left_out()
    {
        var page = TypedJson.Parse<PageJson<int>>("""{"data": [1, 2], "next_cursor": "2", "more": true}""");
        Assert.Equal("2", page.NextCursor);
        Assert.Equal([1, 2], page.Data);
    }

    [Fact]
    public void The_pointers_of_a_problem_without_errors_fail()
    {
        var problem = TypedJson.Parse<ProblemJson>(
            """{"type": "about:blank", "title": "Conflict", "status": 409, "detail": "It is closed.", "trace_id": "1"}"""
        );
        Assert.Null(problem.Errors);
        Assert.Throws<InvalidOperationException>(() => problem.Pointers);
    }
}
