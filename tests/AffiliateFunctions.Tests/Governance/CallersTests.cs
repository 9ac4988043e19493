using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tests.Governance;

public sealed class CallersTests
{
    // printf %s secret | sha256sum
    private static readonly Callers Named = new(
        Options.Create(
            new CallerOptions
            {
                Names = new Dictionary<string, string>
                {
                    ["crm"] = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
                },
            }
        )
    );

    [Theory]
    [InlineData("secret", null, "key:crm")]
    [InlineData(null, "secret", "key:crm")]
    [InlineData(null, "secret&code=another", "key:crm")]
    [InlineData(null, "another&code=secret", "key")]
    [InlineData("another", null, "key")]
    [InlineData(null, null, "key")]
    public async Task A_request_is_named_by_its_key(string? header, string? query, string actor)
    {
        var context = new DefaultHttpContext();
        if (header is not null)
        {
            context.Request.Headers["x-functions-key"] = header;
        }

        context.Request.QueryString = query is null ? default : new QueryString($"?code={query}");

        await Task.Run(() =>
        {
            Named.Enter(context.Request);
            Assert.Equal((actor, "owner@example.com"), (Named.Resolve("key"), Named.Resolve("owner@example.com")));
        });
        Assert.Equal("key", Named.Actor);
    }

    [Fact]
    public void A_name_needs_the_hash_of_a_key()
    {
        var options = new CallerOptions { Names = new Dictionary<string, string> { ["crm"] = "secret" } };
        var fault = Assert.Single(options.Validate(new(options)));
        Assert.Equal(["Names__crm"], fault.MemberNames);
    }

    [Fact]
    public void A_change_has_the_values_that_differ_and_shortens_long_ones()
    {
        var change = AuditChange.Between(
            new
            {
                Name = "same",
                Site = "https://a.example",
                Text = "short",
            },
            new
            {
                Name = "same",
                Site = "https://b.example",
                Text = new string('x', 5_000),
            }
        )!;
        Assert.Equal("""{"site":"https://a.example","text":"short"}""", change.Before.GetRawText());
        var text = change.After.GetProperty("text").GetString()!;
        Assert.True(text.Length < 800 && text.Contains("5002 characters, SHA-256", StringComparison.Ordinal), text);
        Assert.Null(AuditChange.Between(new { Name = "same" }, new { Name = "same" }));
    }
}
