using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>
/// Every text of an application, as a form sends it: none can have control characters or change the direction of the
/// text around it, and addresses have no characters that nobody sees.
/// </summary>
public sealed class StrangerTextTests
{
    // People do not see the first; the second is signed by the app; the third is compared with the allowed origins.
    private static readonly string[] NotShown =
    [
        nameof(ApplicationBody.Fax),
        nameof(ApplicationBody.FormToken),
        nameof(ApplicationBody.Next),
    ];

    public static TheoryData<string> Members =>
        [
            .. typeof(ApplicationBody)
                .GetProperties()
                .Where(member => member.PropertyType == typeof(string) && !NotShown.Contains(member.Name))
                .Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)),
        ];

    [Theory]
    [MemberData(nameof(Members))]
    public void No_text_can_reorder_what_stands_around_it(string member)
    {
        foreach (var hostile in new[] { "\u202E", "\u2066", "\0", "\u001B", "\u0085" })
        {
            Assert.Contains($"/{member}", PointersOf(member, value => value + hostile + "x"));
        }
    }

    [Theory]
    [InlineData("email", "pat\u200B@example.com")]
    [InlineData("email", "pat@exam\u00ADple.com")]
    [InlineData("website", "https://exam\u200Dple.com/")]
    [InlineData("website", "https://example.com/\uFEFF")]
    public void An_address_has_no_character_that_nobody_sees(string member, string text) =>
        Assert.Equal([$"/{member}"], PointersOf(member, _ => text));

    [Fact]
    public void The_longest_address_that_mail_systems_take_is_accepted()
    {
        var email = $"{new string('a', 64)}@{new string('b', 63)}.{new string('c', 63)}.{new string('d', 57)}.com";
        Assert.Equal(254, email.Length);
        Assert.Empty(PointersOf("email", _ => email));
        Assert.Equal(["/email"], PointersOf("email", _ => email + "x"));
    }

    private static IEnumerable<string> PointersOf(string member, Func<string, string> change)
    {
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal)
        {
            ["name"] = "Pat",
            ["email"] = "pat@example.com",
            ["company"] = "Agency",
            ["website"] = "https://example.com/",
            ["country"] = "US",
            ["promotion_plan"] = "We write about it.",
            ["audience"] = "Engineers",
            ["terms_accepted"] = "on",
            ["terms_version"] = "1",
            ["invite"] = "spring",
        };
        fields[member] = change(fields[member].ToString());
        return new ApplicationBody.Validator().Check(ApplicationBody.FromForm(fields)).Problem?.Errors.Keys ?? [];
    }
}
