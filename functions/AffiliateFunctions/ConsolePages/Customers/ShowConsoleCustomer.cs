using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Customers;

/// <summary>A customer: who caused its touches, what it bought, and who was credited and why.</summary>
[Tags("Console")]
public sealed class ShowConsoleCustomer(
    ConsoleRequests requests,
    ICustomerRecords customers,
    ICommissionSearch search,
    IPartners partners
)
{
    private const int MaxPartners = 5;
    private const int MaxCommissions = 50;

    /// <inheritdoc cref="ShowConsoleCustomer"/>
    [Function(nameof(ShowConsoleCustomer))]
    [EndpointSummary("Shows a customer with its touches, its commissions, and who was credited and why.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/customers/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CustomerId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            shown => ShowAsync(shown, id, problems: [], cancellationToken),
            cancellationToken
        );

    /// <summary>Shows the page, with the problems of a form.</summary>
    internal async Task<IResult> ShowAsync(
        ConsoleProgram shown,
        string id,
        IReadOnlyList<string> problems,
        CancellationToken cancellationToken
    )
    {
        var slug = shown.Program.Slug;
        if (
            !CustomerId.TryParse(id, out var customerId)
            || await customers.FindAsync(slug, customerId, cancellationToken) is not { } customer
        )
        {
            return await requests.NotFoundAsync(shown.Request, shown.Program);
        }

        var (commissions, isWhole) = await CommissionsAsync(shown, customer, cancellationToken);
        var decisions = await customers.DecisionsAsync(
            slug,
            customerId,
            commissions.Select(commission => commission.EventId),
            cancellationToken
        );
        var names = await partners.FindAllRecentAsync(
            slug,
            customer
                .Touches.Select(touch => touch.Partner)
                .Concat(commissions.Select(commission => commission.PartnerId))
                .Concat(customer.Assignments.Select(assignment => assignment.Partner))
                .Distinct(),
            cancellationToken
        );
        var text = new CustomerText(shown, customer, names);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.Frame(ConsoleSections.Search) with { Problems = problems },
                Title = $"Customer {customer.Id}",
                Lead = customer.IsHeld ? "New commissions for this customer are held." : null,
                Blocks =
                [
                    text.Facts(),
                    .. text.Holds(),
                    .. LiftConsoleHold.FormsFor(shown, customer),
                    text.Commissions(commissions, decisions, isWhole),
                    .. text.Uncredited(),
                    text.Touches(),
                ],
            }
        );
    }

    // A commission is in the ledger of its partner, so those of the partners with a touch are looked through.
    private async Task<(IReadOnlyList<CommissionView> Commissions, bool IsWhole)> CommissionsAsync(
        ConsoleProgram shown,
        CustomerRecord customer,
        CancellationToken cancellationToken
    )
    {
        List<PartnerId> known =
        [
            .. customer
                .Assignments.Select(assignment => assignment.Partner)
                .Concat(customer.Touches.Reverse().Select(touch => touch.Partner))
                .Distinct(),
        ];
        var pages = await Task.WhenAll(
            known
                .Take(MaxPartners)
                .Select(partner =>
                    search.FindAsync(
                        shown.Program,
                        new CommissionQuery { Customer = customer.Id, Partner = partner },
                        place: null,
                        MaxCommissions,
                        cancellationToken
                    )
                )
        );
        return (
            [
                .. pages
                    .SelectMany(page => page!.Commissions)
                    .OrderByDescending(commission => commission.Id.Value, StringComparer.Ordinal),
            ],
            known.Count <= MaxPartners && pages.All(page => page!.Next is null)
        );
    }
}
