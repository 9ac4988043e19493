using System.Text.Json;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Attribution.Deals;

/// <summary>Registers deals and lists them. The first registration of a domain holds it.</summary>
[Tags("Deals")]
public sealed class RegisterDeal(
    IPrograms programs,
    IPartners partners,
    DealStore deals,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Registers a deal.</summary>
    [Function(nameof(RegisterDeal))]
    [EndpointSummary("Registers a deal; the first deal of a company's domain holds the domain until it expires.")]
    [Consumes(typeof(DealBody), "application/json")]
    [RequestExample(
        """
            {
              "event_id": "deal-1",
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "company": "Big Customer",
              "domain": "customer.example",
              "contact": { "name": "Cora Customer", "email": "cora@customer.example" },
              "expected_amount": 500000,
              "expires_days": 90
            }
            """
    )]
    [ProducesResponseType<DealAnswer>(StatusCodes.Status201Created)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/deals")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request
                    .ReadJsonAsync<DealBody>(cancellationToken)
                    .Then(sent => new DealValidator().Check(sent));
                var deal = await body.ThenAsync(sent => DealOfAsync(program.Slug, sent, cancellationToken));
                if (!deal.Succeeded)
                {
                    return HttpResults.Problem(deal.Problem);
                }

                var registered = await deals.RegisterAsync(
                    program.Slug,
                    deal.Value,
                    HashOf(body.Value!),
                    cancellationToken
                );
                if (registered.Outcome == RegistrationOutcome.Registered)
                {
                    await RecordAsync(program.Slug, registered.Deal, cancellationToken);
                }

                return registered.Outcome switch
                {
                    RegistrationOutcome.Registered => HttpResults.Created(
                        DealAnswer.Of(registered.Deal, clock.GetUtcNow())
                    ),
                    RegistrationOutcome.IdTaken => HttpResults.Problem(
                        Problem.Conflict($"Another deal is already registered under the id '{registered.Deal.Id}'.")
                    ),
                    _ => HttpResults.Problem(Held(registered.Deal)),
                };
            },
            cancellationToken
        );

    /// <summary>Lists the deals that are in force.</summary>
    [Function(nameof(ListDeals))]
    [EndpointSummary("Lists the registered deals.")]
    [SortedBy("event_id", "event_id")]
    [Paged]
    [ProducesResponseType<Page<DealAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListDeals(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/deals")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var paging = PageRequest.Read(request);
                var now = clock.GetUtcNow();
                return paging.Succeeded
                    ? HttpResults.Ok(
                        await paging.Value.TakeAsync(
                            deals.ListAsync(program.Slug, paging.Value.After, cancellationToken),
                            deal => deal.Id.Value,
                            deal => DealAnswer.Of(deal, now)
                        )
                    )
                    : HttpResults.Problem(paging.Problem);
            },
            cancellationToken
        );

    // The company and its contact are not recorded: audit records cannot be erased.
    private Task RecordAsync(ProgramSlug program, Deal deal, CancellationToken cancellationToken) =>
        audit.RecordCallerAsync(
            program,
            "deal_registered",
            deal.Id.Value,
            deal.RegisteredAt,
            AuditChange.OfNew(new { Partner = deal.Partner.Value, deal.ExpiresAt }),
            cancellationToken
        );

    private async Task<Result<Deal>> DealOfAsync(
        ProgramSlug program,
        DealBody body,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        return
            PartnerId.TryParse(body.Partner, out var id)
            && await partners.FindAsync(program, id, cancellationToken) is { Status: PartnerStatus.Active }
            ? new Deal
            {
                Id = EventId.Parse(body.EventId!),
                Partner = id,
                Company = body.Company!.Trim(),
                Domain = CompanyDomain.Of(DealDomain.Registered(body.Domain))!,
                Contact = body.Contact is { } contact ? DealBody.TextOf(contact) : null,
                ExpectedAmount = body.ExpectedAmount,
                RegisteredAt = now,
                ExpiresAt = now.AddDays(body.ExpiresDays ?? DealBody.UsualDays),
            }
            : Problem.Invalid("/partner", "Give the id of an active partner of the program.");
    }

    private static Problem Held(Deal holder)
    {
        var sentence =
            $"The partner {holder.Partner} holds the domain '{holder.Domain}' by the deal '{holder.Id}' until "
            + $"{holder.ExpiresAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.";
        return Problem.Conflict(sentence, [("/domain", sentence)]) with
        {
            Members = new Dictionary<string, object?>
            {
                ["held_by"] = holder.Partner,
                ["held_until"] = holder.ExpiresAt,
                ["deal"] = holder.Id,
            },
        };
    }

    private static string HashOf(DealBody body) =>
        Affiliate.Domain.Rules.Parsing.CanonicalJson.HashOf(
            JsonSerializer.SerializeToElement(body, StoredJson.Options)
        );
}

/// <summary>A deal in a response.</summary>
[ResponseExample(
    """
        {
          "event_id": "deal-1",
          "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
          "company": "Big Customer",
          "domain": "customer.example",
          "contact": "Cora Customer, cora@customer.example",
          "expected_amount": 500000,
          "registered_at": "2026-10-05T10:00:00+00:00",
          "expires_at": "2027-01-03T10:00:00+00:00",
          "status": "registered"
        }
        """
)]
internal sealed record DealAnswer(
    EventId EventId,
    PartnerId Partner,
    string Company,
    string Domain,
    string? Contact,
    long? ExpectedAmount,
    DateTimeOffset RegisteredAt,
    DateTimeOffset ExpiresAt,
    string Status
)
{
    public static DealAnswer Of(Deal deal, DateTimeOffset now) =>
        new(
            deal.Id,
            deal.Partner,
            deal.Company,
            deal.Domain,
            deal.Contact,
            deal.ExpectedAmount,
            deal.RegisteredAt,
            deal.ExpiresAt,
            deal.IsInForceAt(now) ? "registered" : "expired"
        );
}
