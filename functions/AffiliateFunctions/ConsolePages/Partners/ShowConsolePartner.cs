using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>A partner: its data without bank details, links, balance, commissions, statements and contract terms.</summary>
[Tags("Console")]
public sealed class ShowConsolePartner(
    ConsoleRequests requests,
    IPartners partners,
    IPartnerLedger ledger,
    ILinkFigures links,
    IPartnerPayouts payouts,
    PartnerPageText texts,
    TimeProvider clock
)
{
    private const int MaxCommissions = 10;
    private const int MaxMonths = 12;

    /// <inheritdoc cref="ShowConsolePartner"/>
    [Function(nameof(ShowConsolePartner))]
    [EndpointSummary("Shows a partner with its data, links, balance, commissions, statements and contract terms.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/partners/{id}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<PartnerId>] string id,
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
            !PartnerId.TryParse(id, out var partnerId)
            || await partners.FindAsync(slug, partnerId, cancellationToken) is not { } partner
        )
        {
            return await requests.NotFoundAsync(shown.Request, shown.Program);
        }

        var figures = await ledger.FiguresAsync(shown.Program, partnerId, cancellationToken);
        var now = clock.GetUtcNow();
        var newest = await ledger.NewestAsync(
            slug,
            partnerId,
            new CommissionSearch(null, partner.CreatedAt.AddYears(-1), now.AddDays(1), null, MaxCommissions),
            cancellationToken
        );
        var months = await payouts
            .MonthsAsync(shown.Program, partner, before: null, cancellationToken)
            .Take(MaxMonths)
            .ToListAsync(cancellationToken);
        return await requests.ShowAsync(
            new ConsolePage
            {
                Frame = shown.FrameBelow(ConsoleSections.Partners) with { Problems = problems },
                Title = partner.Company,
                Lead = $"{PartnerWords.StatusOf(partner.Status)} since {shown.Day(partner.StatusSince)}.",
                Blocks =
                [
                    PartnerPageText.BalanceOf(shown, figures.Balance),
                    .. ChangeConsolePartner.FormsFor(shown, partner),
                    texts.FactsOf(shown, partner),
                    texts.LinksOf(partner, await links.OfAsync(slug, partnerId, cancellationToken)),
                    PartnerPageText.ContactsOf(partner),
                    PartnerPageText.CommissionsOf(shown, partner, newest),
                    PartnerPageText.StatementsOf(shown, partner, months),
                    PartnerPageText.ContractsOf(shown, partner, now),
                    new LinksBlock([
                        new ConsoleLink(
                            "What happened to this partner, with notes",
                            $"{shown.PathOf(partner.Id)}/history"
                        ),
                    ]),
                ],
            }
        );
    }
}
