using Affiliate.Domain.Identity;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Infrastructure.PersonalData;

/// <summary>
/// Takes out of what one feature stores what says who a partner is. Each feature that stores such has one.
/// </summary>
public interface IPartnerErasure
{
    /// <summary>
    /// Erases the partner. Interrupted, it goes on when it is asked again; it also works where the texts are not known
    /// any more.
    /// </summary>
    /// <param name="partner">The partner, and what is known of the person.</param>
    /// <param name="orchestrations">The orchestrations, of which those that have ended are deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task EraseAsync(ErasedPartner partner, DurableTaskClient orchestrations, CancellationToken cancellationToken);
}

/// <summary>A partner who is erased.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The partner's id, which stays.</param>
/// <param name="Applications">The ids of the partner's applications.</param>
/// <param name="Texts">What says who it is: names and addresses, as far as they are still known.</param>
public sealed record ErasedPartner(
    ProgramSlug Program, PartnerId Id, IReadOnlyList<ApplicationId> Applications, IReadOnlyList<string> Texts)
{
    /// <summary>What stands in the place of names.</summary>
    public const string Pseudonym = "Erased";

    // Shorter ones are parts of other words.
    private const int MinLength = 3;

    /// <summary>
    /// The address that stands in the place of the partner's. The top-level domain .invalid is never delivered to (RFC
    /// 2606, section 2).
    /// </summary>
    public string Address => AddressOf(Id);

    /// <summary>The address that stands in the place of a partner's.</summary>
    public static string AddressOf(PartnerId id) => $"{id}@erased.invalid";

    /// <summary>
    /// The text without what says who the partner is: known texts, and whatever a line has before the partner's id in
    /// brackets.
    /// </summary>
    public string Without(string text)
    {
        var mark = text.IndexOf($"({Id})", StringComparison.Ordinal);
        var line = mark > 0 ? $"{Pseudonym} {text[mark..]}" : text;
        return Texts.Where(known => known.Length >= MinLength).OrderByDescending(known => known.Length)
            .Aggregate(line, (without, known) => without.Replace(known, Pseudonym, StringComparison.OrdinalIgnoreCase));
    }
}
