using Affiliate.Domain.Identity;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Payouts;

/// <summary>The cycles of a program with their payouts and files, for people who look at them.</summary>
public interface ICycleViews
{
    /// <summary>The cycles before a month, the newest first; each costs a request to storage.</summary>
    /// <param name="program">The program.</param>
    /// <param name="before">The month; null for the newest cycles.</param>
    /// <param name="limit">The highest number of cycles.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<CycleView>> ListAsync(
        ProgramSlug program,
        Period? before,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>The cycle of a month with what it waits for, or null.</summary>
    Task<CycleView?> FindAsync(ProgramSlug program, Period period, CancellationToken cancellationToken);

    /// <summary>A page of the payouts of a cycle's current attempt, by partner.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="after">The partner after which the page begins, or null.</param>
    /// <param name="limit">The highest number of payouts.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<PayoutPage> PayoutsAsync(CycleView cycle, PartnerId? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The response with a payment file of a cycle; null if the cycle has no such file. The audit log names the current
    /// caller, who must be allowed to have the file.
    /// </summary>
    Task<IResult?> DownloadAsync(
        ProgramSlug program,
        Period period,
        string file,
        HttpContext http,
        CancellationToken cancellationToken
    );
}

/// <summary>A cycle.</summary>
/// <param name="Program">The program.</param>
/// <param name="Period">The month.</param>
/// <param name="Status"><c>closing</c>, <c>computed</c>, <c>awaiting_approval</c>, <c>approved</c>, <c>rejected</c>,
/// <c>paying</c>, <c>settled</c> or <c>reviewed</c>.</param>
/// <param name="Attempt">The attempt, from 0.</param>
/// <param name="Partners">How many partners are paid.</param>
/// <param name="Total">The sum of the payouts, in minor units.</param>
/// <param name="Currency">The currency.</param>
/// <param name="SkippedPartners">How many partners are not paid, although an amount is due.</param>
/// <param name="SkippedAmount">The sum of their due amounts.</param>
/// <param name="StartedBy">The person, <c>key</c> or <c>rule:schedule</c>.</param>
/// <param name="StartedAt">When the cycle started.</param>
/// <param name="Waits">What the cycle waits for; null in lists, and when it is finished.</param>
public sealed record CycleView(
    ProgramSlug Program,
    Period Period,
    string Status,
    int Attempt,
    int Partners,
    long Total,
    string Currency,
    int SkippedPartners,
    long SkippedAmount,
    string StartedBy,
    DateTimeOffset StartedAt,
    CycleWait? Waits
)
{
    /// <summary>The decisions, in order.</summary>
    public required IReadOnlyList<CycleDecisionView> Decisions { get; init; }

    /// <summary>The payment files and the batches of providers.</summary>
    public required IReadOnlyList<CycleFileView> Files { get; init; }
}

/// <summary>What a cycle waits for.</summary>
/// <param name="Who">The person who was asked; null while the app itself works.</param>
/// <param name="Since">Since when.</param>
/// <param name="Next">What happens next without an action.</param>
public sealed record CycleWait(string? Who, DateTimeOffset? Since, string Next);

/// <summary>A decision about a cycle.</summary>
/// <param name="Decision">The decision, such as <c>approve</c>.</param>
/// <param name="Actor">The person.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="At">When it was made.</param>
public sealed record CycleDecisionView(string Decision, string Actor, string? Reason, DateTimeOffset At);

/// <summary>A payment file, or a batch that is sent to the API of a provider.</summary>
/// <param name="Name">The name.</param>
/// <param name="Payouts">How many payouts it has.</param>
/// <param name="Total">Their sum, in minor units.</param>
/// <param name="Rail"><c>file</c>, or the provider.</param>
/// <param name="State">The state of a batch, such as <c>sent</c>; null for a file.</param>
/// <param name="Problem">What keeps a batch from being sent or reported, or null.</param>
/// <param name="Sha256">The hash of the file.</param>
public sealed record CycleFileView(
    string Name,
    int Payouts,
    long Total,
    string Rail,
    string? State,
    string? Problem,
    string Sha256
);

/// <summary>A page of payouts.</summary>
/// <param name="Payouts">The payouts.</param>
/// <param name="Next">The partner after which the next page begins; null on the last page.</param>
public sealed record PayoutPage(IReadOnlyList<PayoutView> Payouts, PartnerId? Next);

/// <summary>A payout.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Name">The name of the partner.</param>
/// <param name="Amount">The amount, in minor units.</param>
/// <param name="Method">The payout method.</param>
/// <param name="Status"><c>reserved</c>, <c>paid</c>, <c>failed</c>, <c>put_back</c> or <c>returned</c>.</param>
/// <param name="Reason">Why the payment failed or was put back, or null.</param>
/// <param name="Reference">The reference at the bank or provider, or null.</param>
public sealed record PayoutView(
    PartnerId Partner,
    string Name,
    long Amount,
    string Method,
    string Status,
    string? Reason,
    string? Reference
);
