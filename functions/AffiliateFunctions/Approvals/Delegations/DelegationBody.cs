using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>The deputy of a person. A later deputy replaces an earlier one.</summary>
/// <param name="Person">The address of a person of the charter: the owner, the backup owner or finance.</param>
/// <param name="Deputy">The deputy.</param>
/// <param name="Until">The end of the delegation, 90 days from now at the latest. A time in the past ends it.</param>
public sealed record DelegationBody(string Person, Person Deputy, DateTimeOffset Until)
{
    private const int MaxDays = 90;
    private const int MaxName = 100;

    /// <summary>The problems of the body in a program, by JSON Pointer.</summary>
    internal IEnumerable<(string Pointer, string Sentence)> Mistakes(AffiliateProgram program, DateTimeOffset now)
    {
        if (PersonOf(program) is null)
        {
            yield return (
                "/person",
                "Give the e-mail address of the owner, the backup owner or finance of the charter."
            );
        }

        if (string.IsNullOrWhiteSpace(Deputy.Name) || Deputy.Name.Length > MaxName || !LineText.Fits(Deputy.Name))
        {
            yield return ("/deputy/name", "Give the deputy's name in 1 to 100 characters on one line.");
        }

        if (!MailAddressText.IsMailable(Deputy.Email))
        {
            yield return ("/deputy/email", "Give the deputy's e-mail address, such as name@example.com.");
        }
        else if (Mailbox.AreSame(Deputy.Email, Person))
        {
            yield return ("/deputy/email", "Name another person: nobody is their own deputy.");
        }

        if (Until > now + TimeSpan.FromDays(MaxDays))
        {
            yield return ("/until", $"Give a time within {MaxDays} days.");
        }
    }

    /// <summary>The person of the charter with the address, or null.</summary>
    internal Person? PersonOf(AffiliateProgram program) =>
        program.Charter is { } charter
            ? Array.Find(
                [charter.Owner, charter.BackupOwner, charter.Finance],
                person => Mailbox.AreSame(person.Email, Person)
            )
            : null;
}
