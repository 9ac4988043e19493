using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Finds the partners that the rows of a file name: by id, e-mail address or code. A partner that many rows name is
/// read once.
/// </summary>
/// <param name="partners">The partners.</param>
/// <param name="program">The program.</param>
public sealed class PartnerReferences(IPartners partners, ProgramSlug program)
{
    /// <summary>The error for a text that names no partner.</summary>
    public const string Sentence =
        "The program has no such partner. Give the id, the e-mail address or the code of one of its partners, and "
        + "import the partners first.";

    // A file with more partners reads some of them again.
    private const int MaxRemembered = 20_000;

    private readonly Dictionary<string, Partner?> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the partner, or returns null.</summary>
    public async ValueTask<Partner?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(name, out var remembered))
        {
            return remembered;
        }

        if (known.Count >= MaxRemembered)
        {
            known.Clear();
        }

        return known[name] = await ReadAsync(name, cancellationToken);
    }

    private async Task<Partner?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var id =
            PartnerId.TryParse(name, out var parsed) ? parsed
            : name.Contains('@', StringComparison.Ordinal)
                ? await partners.FindByEmailAsync(program, name, cancellationToken)
            : (await partners.FindNamedAsync(program, [name], [], cancellationToken)).ByCode.TryGetValue(
                name,
                out var owner
            )
                ? owner
            : null;
        return id is { } found ? await partners.FindAsync(program, found, cancellationToken) : null;
    }
}
