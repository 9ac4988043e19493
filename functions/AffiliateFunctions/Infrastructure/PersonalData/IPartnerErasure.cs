using Affiliate.Domain.Identity;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Infrastructure.PersonalData;

/// <summary>
/// Removes the personal data of a partner from the storage of a feature. Each feature that stores such data implements
/// it.
/// </summary>
public interface IPartnerErasure
{
    /// <summary>
    /// Erases the partner. An interrupted erasure continues when it is called again, also if the texts are no longer
    /// known.
    /// </summary>
    /// <param name="partner">The partner, with the known texts about the person.</param>
    /// <param name="orchestrations">The orchestrations, of which those that have ended are deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task EraseAsync(ErasedPartner partner, DurableTaskClient orchestrations, CancellationToken cancellationToken);
}

/// <summary>A partner who is erased.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The partner's id, which stays.</param>
/// <param name="Applications">The ids of the partner's applications.</param>
/// <param name="Texts">The names and addresses that identify the person, as far as they are still known.</param>
public sealed record ErasedPartner(
    ProgramSlug Program,
    PartnerId Id,
    IReadOnlyList<ApplicationId> Applications,
    IReadOnlyList<string> Texts
)
{
    /// <summary>The replacement for names.</summary>
    public const string Pseudonym = "Erased";

    // Shorter texts occur within other words.
    private const int MinLength = 3;

    /// <summary>
    /// The address that replaces the partner's. Nothing is ever delivered to the top-level domain .invalid (RFC 2606,
    /// section 2).
    /// </summary>
    public string Address => AddressOf(Id);

    /// <summary>The address that replaces a partner's.</summary>
    public static string AddressOf(PartnerId id) => $"{id}@erased.invalid";

    /// <summary>
    /// The text without the known texts about the partner, and without the part of a line before the partner's id in
    /// brackets.
    /// </summary>
    public string Without(string text)
    {
        var mark = text.IndexOf($"({Id})", StringComparison.Ordinal);
        var line = mark > 0 ? $"{Pseudonym} {text[mark..]}" : text;
        return Texts
            .Where(known => known.Length >= MinLength)
            .OrderByDescending(known => known.Length)
            .Aggregate(line, (without, known) => without.Replace(known, Pseudonym, StringComparison.OrdinalIgnoreCase));
    }
}
