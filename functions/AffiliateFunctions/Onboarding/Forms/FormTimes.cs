using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Onboarding.Forms;

/// <summary>
/// Signs the time at which the hosted form is shown. Programs fill a form in at once, people need some seconds. A form
/// on the company's own site has no signed time and may leave it out.
/// </summary>
public sealed class FormTimes(LinkTokens tokens, TimeProvider clock)
{
    private const string Purpose = "apply";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>The token of a form that is shown now.</summary>
    public string Sign(ProgramSlug program)
    {
        var now = clock.GetUtcNow();
        var shown = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return tokens.Sign(new LinkToken(Purpose, program.Value, shown, string.Empty, string.Empty, now + Lifetime));
    }

    /// <summary>How long ago the form was shown; null without a genuine token of the program.</summary>
    public TimeSpan? AgeOf(string? token, ProgramSlug program) =>
        token is { Length: > 0 and < 2000 }
        && tokens.ReadExpired(token, Purpose) is { } read
        && read.Program == program.Value
            ? clock.GetUtcNow()
                - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(read.Subject, CultureInfo.InvariantCulture))
            : null;
}
