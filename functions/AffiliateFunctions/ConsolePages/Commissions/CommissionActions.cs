using Affiliate.Domain.Ledger;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Decisions;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.ConsolePages.Commissions;

/// <summary>The forms by which a commission is decided.</summary>
internal static class CommissionActions
{
    /// <summary>The forms for a commission in its status.</summary>
    public static IReadOnlyList<ConsoleBlock> Of(ConsoleProgram shown, CommissionView commission)
    {
        var path = shown.PathOf(commission.Id);
        return commission.Status switch
        {
            "held" =>
            [
                new ActionBlock(
                    HoldForm.For($"{path}/decision", "Decide") with
                    {
                        Summary = "Release or reverse this commission",
                    }
                ),
                Void(path),
            ],
            "pending" or "payable" => [Void(path)],
            _ => [],
        };
    }

    private static ActionBlock Void(string path) =>
        new(
            new ConsoleForm($"{path}/void", "Ask to void the commission")
            {
                Summary = "Void this commission",
                Text =
                    "A second person of the charter is asked by e-mail. Only an approved void takes the amount back.",
                IsDangerous = true,
                Fields =
                [
                    new EntryField("reason_code", "Why")
                    {
                        Choices =
                        [
                            .. Enum.GetValues<VoidReason>()
                                .Select(reason => StoredJson.NameOf(reason))
                                .Select(name => new EntryChoice(name, PartnerWords.Words(name))),
                        ],
                    },
                    new EntryField("reason", "Reason, which the approver reads") { IsLong = true, Longest = 2000 },
                ],
            }
        );
}
