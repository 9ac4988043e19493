using System.Globalization;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>The fields of the form that names a deputy.</summary>
/// <param name="DeputyName">The deputy's name.</param>
/// <param name="DeputyEmail">The deputy's e-mail address.</param>
/// <param name="Until">The last day of the delegation in the program's time zone, such as <c>2026-12-20</c>.</param>
public sealed record DeputyForm(string? DeputyName = null, string? DeputyEmail = null, string? Until = null)
{
    internal const string NameField = "deputy_name";
    internal const string EmailField = "deputy_email";
    internal const string UntilField = "until";

    internal static DeputyForm Of(Dictionary<string, string> fields) =>
        new(
            fields.GetValueOrDefault(NameField),
            fields.GetValueOrDefault(EmailField),
            fields.GetValueOrDefault(UntilField)
        );

    /// <summary>The delegation of the person until the end of the day.</summary>
    internal Result<DelegationBody> ToBody(string person, AffiliateProgram program)
    {
        if (
            !DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day == DateOnly.MaxValue
        )
        {
            return Problem.Invalid("/until", "Give the last day, such as 2026-12-20.");
        }

        var end = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DelegationBody(
            person,
            new Person(DeputyName?.Trim() ?? string.Empty, DeputyEmail?.Trim() ?? string.Empty),
            new DateTimeOffset(end, program.Zone.GetUtcOffset(end)).ToUniversalTime()
        );
    }
}
