using Affiliate.Domain.Banking;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// Checks whether every payout of the cycle is paid or failed. Reminds finance of missing results after three banking
/// days, and informs the program's owner after seven. Payments that a provider reports itself need no reminder. After
/// three banking days, the statements do not wait for results any more.
/// </summary>
public sealed class CheckSettlement(IPrograms programs, CycleStore cycles, EmailSender emails, TimeProvider clock)
{
    /// <summary>The banking days after which finance is reminded.</summary>
    public const int RemindAfter = 3;

    /// <summary>
    /// The banking days after which the statements are sent without the results that are missing. Banks return ACH
    /// payments within two banking days; unclaimed payments of PayPal have results only after weeks.
    /// </summary>
    public const int StatementsAfter = 3;

    /// <summary>The banking days after which the owner is informed.</summary>
    public const int EscalateAfter = 7;

    /// <inheritdoc cref="CheckSettlement"/>
    [Function(nameof(CheckSettlement))]
    public async Task<SettlementState> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        var (isSettled, open) = (true, new OpenPayouts(0, 0));
        await foreach (
            var payout in cycles
                .PayoutsAsync(key.Program, key.Period, after: null, cancellationToken)
                .Where(payout => payout.Status == PayoutStatus.Reserved)
        )
        {
            // A provider reports its results itself, and returns unclaimed payments only after weeks.
            isSettled = false;
            open = cycle.BatchOf(payout) is null ? open.With(payout) : open;
        }

        if (open.Count > 0)
        {
            await RemindAsync(program, cycle, open, cancellationToken);
        }

        return isSettled ? SettlementState.Settled
            : DateIn(program, clock.GetUtcNow()) >= DateAfter(program, cycle, StatementsAfter)
                ? SettlementState.StatementsDue
            : SettlementState.Waiting;
    }

    /// <summary>
    /// The day, in the program's time zone, so many banking days after the files were written; null before they are.
    /// </summary>
    internal static DateOnly? DateAfter(AffiliateProgram program, StoredCycle cycle, int bankingDays)
    {
        var calendar = cycle.Currency == "USD" ? BankingCalendar.FederalReserve : BankingCalendar.Target;
        return cycle.PayingSince is { } since ? calendar.After(DateIn(program, since), bankingDays) : null;
    }

    private async Task RemindAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        OpenPayouts open,
        CancellationToken cancellationToken
    )
    {
        if (cycle.PayingSince is null || program.Charter is not { } charter)
        {
            return;
        }

        var today = DateIn(program, clock.GetUtcNow());
        if (today >= DateAfter(program, cycle, RemindAfter) && cycle.SettlementReminders == 0)
        {
            await SendAsync(charter.Finance, EmailKind.SettlementReminder, program, cycle, open, cancellationToken);
            await CountAsync(cycle, 1, cancellationToken);
        }

        if (today >= DateAfter(program, cycle, EscalateAfter) && cycle.SettlementReminders < 2)
        {
            await SendAsync(charter.Owner, EmailKind.SettlementEscalation, program, cycle, open, cancellationToken);
            await CountAsync(cycle, 2, cancellationToken);
        }
    }

    private Task SendAsync(
        Person recipient,
        EmailKind kind,
        AffiliateProgram program,
        StoredCycle cycle,
        OpenPayouts open,
        CancellationToken cancellationToken
    ) =>
        emails.SendAsync(
            $"cycle:{program.Slug}:{cycle.Period}:{cycle.Attempt}:{StoredJson.NameOf(kind)}",
            recipient.Email,
            new EmailMessage
            {
                Kind = kind,
                Subject = $"Results of the payments of {cycle.Period} of {program.Name} are missing",
                Brand = program.Brand(),
                Recipient = recipient.Name,
                Paragraphs =
                [
                    $"The payment files of {cycle.Period} were written on {DisplayFormat.Time(cycle.PayingSince!.Value)}. "
                        + $"For {open.Count} of {cycle.Partners} payouts it is unknown whether they were paid.",
                    "Please import the bank's results as the settlement of the cycle. The statements of the partners "
                        + "do not wait for them: they show these payouts as on their way.",
                ],
                Facts = [new Fact("Open", cycle.AmountText(open.Amount))],
            },
            cancellationToken
        );

    private Task<StoredCycle> CountAsync(StoredCycle cycle, int reminders, CancellationToken cancellationToken) =>
        cycles.ChangeAsync(
            cycle.Program,
            cycle.Period,
            stored => stored with { SettlementReminders = reminders },
            cancellationToken
        );

    /// <summary>The day of a time in the program's time zone.</summary>
    internal static DateOnly DateIn(AffiliateProgram program, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, program.Zone).DateTime);

    /// <summary>The payouts whose results people have to import.</summary>
    private sealed record OpenPayouts(int Count, long Amount)
    {
        public OpenPayouts With(StoredPayout payout) => new(Count + 1, Amount + payout.Amount);
    }
}

/// <summary>How far the settlement of a cycle is.</summary>
public enum SettlementState
{
    /// <summary>Results of payments are missing, and the statements still wait for them.</summary>
    Waiting,

    /// <summary>Results of payments are missing, and the statements are sent without them.</summary>
    StatementsDue,

    /// <summary>Every payout is paid or failed.</summary>
    Settled,
}
