using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>The e-mails that ask for a decision about a batch of held commissions.</summary>
public sealed class HeldCommissionMails(EmailSender post, HeldCommissionLinks links, ILedger ledger)
{
    private const int AtOnce = 8;

    private const string Closing =
        "Opening the link decides nothing. A decision by this link is recorded as yours: please do not forward this "
        + "e-mail. Until somebody decides, the commissions stay held and are not paid.";

    /// <summary>The commissions of the batch that are still held, in the order of the batch.</summary>
    public async Task<IReadOnlyList<CommissionView>> WaitingAsync(HeldBatch batch, CancellationToken cancellationToken)
    {
        var waiting = new List<CommissionView>();
        foreach (var some in batch.Commissions.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(some.Select(id => ledger.FindAsync(batch.Program, id, cancellationToken)));
            waiting.AddRange(found.OfType<CommissionView>().Where(commission => commission.Status == "held"));
        }

        return waiting;
    }

    /// <summary>Asks the person, or reminds of an earlier request.</summary>
    public Task SendAsync(
        AffiliateProgram program,
        HeldBatch batch,
        IReadOnlyList<CommissionView> waiting,
        Person person,
        CancellationToken cancellationToken
    )
    {
        var subject =
            waiting.Count == 1
                ? $"A commission of {program.Name} is held"
                : $"{waiting.Count} commissions of {program.Name} are held";
        return post.SendAsync(
            $"held:{batch.Program}:{batch.Day:O}:{batch.Mails}:{person.Email}",
            person.Email,
            new EmailMessage
            {
                Kind = KindOf(batch),
                Subject = batch.Mails switch
                {
                    0 => subject,
                    1 => $"Reminder: {subject}",
                    _ => $"Still open: {subject}",
                },
                Brand = program.Brand(),
                Recipient = person.Name,
                Paragraphs = [IntroductionOf(program, batch)],
                Facts =
                [
                    .. waiting
                        .GroupBy(commission => commission.HoldReason)
                        .OrderByDescending(group => group.Count())
                        .Select(group => new Fact(HoldReasonText.Of(group.Key), SumOf(group, program.Currency))),
                ],
                Link = new EmailLink("Review and decide", links.AddressFor(batch, person.Email)),
                Closing = Closing,
            },
            cancellationToken
        );
    }

    /// <summary>The number of the commissions and their sum, in words.</summary>
    internal static string SumOf(IEnumerable<CommissionView> commissions, string currency)
    {
        var all = commissions.ToList();
        return $"{all.Count} of {DisplayFormat.Amount(all.Sum(AmountOf), currency)}";
    }

    /// <summary>The amount that is held.</summary>
    internal static long AmountOf(CommissionView commission) => commission.Amount - commission.ReversedAmount;

    private static EmailKind KindOf(HeldBatch batch) =>
        batch.Mails switch
        {
            0 => EmailKind.HeldCommissionsAsked,
            1 => EmailKind.HeldCommissionsReminder,
            _ => EmailKind.HeldCommissionsEscalation,
        };

    private static string IntroductionOf(AffiliateProgram program, HeldBatch batch) =>
        batch.Mails switch
        {
            0 => "These commissions were granted, but something about them needs a person's decision before they are "
                + "paid. Please release or reverse them.",
            1 => $"We asked for your decision on {DisplayFormat.Day(batch.Day)} and still wait for it.",
            2 => $"{program.Charter!.Owner.Name} was asked on {DisplayFormat.Day(batch.Day)} and has not decided about "
                + "all of them. As the backup, you can decide now.",
            _ => $"{program.Charter!.Owner.Name} and {program.Charter.BackupOwner.Name} were asked on "
                + $"{DisplayFormat.Day(batch.Day)}, and nobody has decided about all of them.",
        };
}
