using Affiliate.Domain.Identity;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Infrastructure.PersonalData;

/// <summary>
/// Removes a partner's personal data from the storage of a feature. Each feature that stores such data implements this
/// interface.
/// </summary>
public interface IPartnerErasure
{
    /// <summary>
    /// Erases the partner. An interrupted erasure continues when this method is called again, even if the texts are no
    /// longer known.
    /// </summary>
    /// <param name="partner">The partner, with the known texts about the person.</param>
    /// <param name="orchestrations">The client by which ended orchestrations are deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task EraseAsync(ErasedPartner partner, DurableTaskClient orchestrations, CancellationToken cancellationToken);
}

/// <summary>A partner whose personal data is erased.</summary>
/// <param name="Program">The program.</param>
/// <param name="Id">The partner's id, which is kept.</param>
/// <param name="Applications">The ids of the partner's applications.</param>
/// <param name="Texts">The names and addresses that identify the person, as far as they are known.</param>
public sealed record ErasedPartner(
    ProgramSlug Program,
    PartnerId Id,
    IReadOnlyList<ApplicationId> Applications,
    IReadOnlyList<string> Texts
)
{
    /// <summary>The text that replaces names.</summary>
    public const string Pseudonym = "Erased";

    // Shorter texts are not replaced, because they occur within other words.
    private const int MinLength = 3;

    /// <summary>
    /// The address that replaces the partner's address. No e-mail is delivered to the top-level domain .invalid (RFC
    /// 2606, section 2).
    /// </summary>
    public string Address => AddressOf(Id);

    /// <summary>Returns the address that replaces the address of a partner.</summary>
    public static string AddressOf(PartnerId id) => $"{id}@erased.invalid";

    /// <summary>
    /// Returns the text with the known texts about the partner replaced. If the text contains the partner's id in
    /// brackets, the part before the brackets is replaced too.
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
