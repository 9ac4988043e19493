using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Replaces and returns the banned list of a program.</summary>
[Tags("Onboarding")]
public sealed class PutBannedList(
    IPrograms programs,
    BannedStore store,
    EmailKey emails,
    IValidator<BannedList> validator,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const int MaxNamed = 20;
    private const string Example = """
        {
          "addresses": [{ "value": "fraud@agency.example.org", "reason": "Forged leads in 2025" }],
          "domains": [{ "value": "coupons.example.net", "reason": "Bids on our brand" }],
          "networks": [{ "value": "203.0.113.0/24", "reason": "Fifty applications in one night" }],
          "countries": []
        }
        """;

    /// <summary>Replaces the banned list.</summary>
    [Function(nameof(PutBannedList))]
    [EndpointSummary("Replaces the list of banned addresses, domains, networks and countries.")]
    [EndpointDescription(
        "An applicant to whom an entry applies is rejected by rule after the address is confirmed, and is told no reason. "
            + "Partners and earlier applications are not changed."
    )]
    [Consumes(typeof(BannedList), "application/json")]
    [RequestExample(Example)]
    [ResponseExample(Example)]
    [ProducesResponseType<BannedList>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/banned")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<BannedList>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(async list => Result.Of(await ReplaceAsync(program, list.Normalized(), cancellationToken)))
                    .Match(HttpResults.Ok),
            cancellationToken
        );

    /// <summary>Returns the banned list.</summary>
    [Function(nameof(GetBannedList))]
    [EndpointSummary("Returns the list of banned addresses, domains, networks and countries.")]
    [ResponseExample(Example)]
    [ProducesResponseType<BannedList>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetBannedList(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/banned")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program => HttpResults.Ok(await store.FindAsync(program.Slug, cancellationToken)),
            cancellationToken
        );

    // A repeated request finds the list stored already, and records the change that an interrupted request has made.
    private async Task<BannedList> ReplaceAsync(
        AffiliateProgram program,
        BannedList list,
        CancellationToken cancellationToken
    )
    {
        var stored = await store.ReplaceAsync(program.Slug, list, clock.GetUtcNow(), cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"banned_list:{stored.ChangedAt:O}",
                "key",
                "banned_list_changed",
                program.Slug.Value,
                ChangeOf(program.Slug, stored.Before, stored.List),
                stored.ChangedAt
            ),
            cancellationToken
        );
        return stored.List;
    }

    // Records cannot be erased, so addresses and networks, which can belong to persons, are named by keyed hashes.
    private string ChangeOf(ProgramSlug program, BannedList before, BannedList after)
    {
        var (was, now) = (before.All.ToList(), after.All.ToList());
        return $"Before: {was.Count} entries. After: {now.Count} entries. "
            + $"Added: {Named(now.Except(was))}. Removed: {Named(was.Except(now))}.";

        string Named(IEnumerable<(string Kind, BannedEntry Entry)> entries)
        {
            var names = entries.Select(pair => $"{pair.Kind} {NameOf(pair.Kind, pair.Entry.Value)}").ToList();
            return names.Count switch
            {
                0 => "none",
                <= MaxNamed => string.Join(", ", names),
                _ => $"{string.Join(", ", names.Take(MaxNamed))} and {names.Count - MaxNamed} more",
            };
        }

        string NameOf(string kind, string value) =>
            kind is "domain" or "country" ? value : emails.PseudonymOf(program, value);
    }
}
