using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>The pages of the link about held commissions. GET changes nothing; POST decides.</summary>
[Tags("Approvals")]
public sealed class DecideHeldCommissions(
    IPrograms programs,
    HeldBatchStore batches,
    HeldCommissionLinks links,
    HeldCommissionPages pages,
    HeldCommissionDecisions decisions,
    IHeldCommissions held
)
{
    // A reason of 4,000 characters, percent-encoded, and thousands of selected rows.
    private const int MaxFormBytes = 512 * 1024;
    private const int LongestReason = 4000;

    /// <summary>Shows the held commissions of a link. Nothing is changed.</summary>
    [Function(nameof(ShowHeldCommissions))]
    [EndpointSummary("Shows the held commissions that a person is asked about; changes nothing.")]
    [ProducesPages(200, 400, 403, 410)]
    public Task<IResult> ShowHeldCommissions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "held/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        WithAsync(
            token,
            (program, batch, link) => pages.FormAsync(program, batch, link, HeldSubmission.None, cancellationToken),
            cancellationToken
        );

    /// <summary>Explains a held commission of a link. Nothing is changed.</summary>
    [Function(nameof(ExplainHeldCommission))]
    [EndpointSummary("Explains a commission that a person is asked about; changes nothing.")]
    [ProducesPages(200, 400, 403, 410)]
    [ProducesProblems(404)]
    public Task<IResult> ExplainHeldCommission(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "held/{token}/commissions/{id}")]
            HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        [RouteValue<CommissionId>] string id,
        CancellationToken cancellationToken
    ) =>
        WithAsync(
            token,
            async (program, batch, _) =>
                batch.Commissions.Any(commission => commission.Value == id)
                    ? await held.ExplainAsync(program, id, cancellationToken)
                    : HttpResults.Problem(Problem.NotFound($"The link does not show a commission '{id}'.")),
            cancellationToken
        );

    /// <summary>Releases or reverses the selected commissions.</summary>
    [Function(nameof(DecideHeldCommissions))]
    [EndpointSummary("Releases or reverses selected commissions; each one is decided once.")]
    [Consumes(typeof(HeldForm), "application/x-www-form-urlencoded")]
    [RequestExample("decision=release&reason=A+known+customer")]
    [ProducesPages(200, 400, 403, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "held/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormValuesAsync(MaxFormBytes, cancellationToken);
        return fields.Succeeded
            ? await WithAsync(
                token,
                (program, batch, link) =>
                    DecideAsync(program, batch, link, HeldForm.Of(fields.Value), cancellationToken),
                cancellationToken
            )
            : HttpResults.Problem(fields.Problem);
    }

    private async Task<IResult> DecideAsync(
        AffiliateProgram program,
        HeldBatch batch,
        HeldLink link,
        HeldForm form,
        CancellationToken cancellationToken
    )
    {
        var waiting = (await pages.ReadAsync(batch, cancellationToken)).Where(commission =>
            commission.Status == "held"
        );
        var chosen = waiting
            .Where(commission =>
                form.Commissions.Contains(commission.Id.Value)
                || form.Groups.Contains(HeldCommissionPages.GroupOf(commission))
            )
            .Select(commission => commission.Id)
            .ToList();
        var order = HeldCommissionDecisions.OrderOf(
            form.Decision,
            link.Token.Actor,
            form.Reason?.Trim() ?? string.Empty
        );
        var sent = new HeldSubmission(form.Reason, [.. form.Commissions, .. form.Groups]);
        var mistake =
            order is null ? new HeldMistake("decision", "Choose one of the decisions.")
            : chosen.Count == 0 ? new HeldMistake("commission", "Select at least one commission that is still held.")
            : order.Reason.Length is 0 or > LongestReason
                ? new HeldMistake("reason", "Give a reason of 1 to 4,000 characters.")
            : null;
        if (mistake is not null)
        {
            return await pages.FormAsync(program, batch, link, sent with { Error = mistake }, cancellationToken);
        }

        var (after, decided) = await decisions.DecideAsync(batch, order!, chosen, cancellationToken);
        var result = ResultOf(decided, chosen.Count - decided);
        return await pages.FormAsync(program, after, link, sent with { Result = result }, cancellationToken);
    }

    /// <summary>Says how many commissions were decided, and how many others had been decided before.</summary>
    internal static string ResultOf(int decided, int others)
    {
        var done = $"Your decision about {Number(decided)} is recorded and carried out.";
        return others == 0 ? done : $"{done} {Number(others)} had been decided already.";

        static string Number(int count) => count == 1 ? "1 commission" : $"{count} commissions";
    }

    private async Task<IResult> WithAsync(
        string text,
        Func<AffiliateProgram, HeldBatch, HeldLink, Task<IResult>> then,
        CancellationToken cancellationToken
    )
    {
        var (token, refusal) = links.Read(text);
        if (
            token is null
            || await programs.FindAsync(ProgramSlug.Parse(token.Program), cancellationToken) is not { } program
            || await batches.FindAsync(program.Slug, HeldCommissionLinks.DayOf(token), cancellationToken)
                is not { } batch
            || batch.ContentHash != token.ContentHash
        )
        {
            return await pages.RefusedAsync(refusal);
        }

        return IsAsked(program.Charter, token.Actor)
            ? await then(program, batch, new HeldLink(text, token))
            : await pages.NotAllowedAsync(token.Actor);
    }

    private static bool IsAsked(Charter? charter, string email) =>
        charter is not null
        && new[] { charter.Owner, charter.BackupOwner }.Any(person => Mailbox.AreSame(person.Email, email));

    /// <summary>The fields of the form on the page.</summary>
    /// <param name="Decision"><c>release</c>, <c>reverse</c> or <c>reverse_fraud</c>.</param>
    /// <param name="Reason">The reason.</param>
    /// <param name="Commission">The selected commissions.</param>
    /// <param name="Group">The reasons of which all commissions are selected.</param>
    public sealed record HeldForm(
        string? Decision = null,
        string? Reason = null,
        IReadOnlyList<string>? Commission = null,
        IReadOnlyList<string>? Group = null
    )
    {
        internal IReadOnlyList<string> Commissions => Commission ?? [];

        internal IReadOnlyList<string> Groups => Group ?? [];

        internal static HeldForm Of(IReadOnlyDictionary<string, StringValues> fields)
        {
            return new HeldForm(
                All("decision").LastOrDefault(),
                All("reason").LastOrDefault(),
                All("commission"),
                All("group")
            );

            List<string> All(string name) =>
                fields.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];
        }
    }
}
