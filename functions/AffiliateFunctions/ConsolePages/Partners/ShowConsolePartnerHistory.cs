using Affiliate.Domain.Identity;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.ConsolePages.Programs;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>What happened to a partner, and its statements.</summary>
[Tags("Console")]
public sealed class ShowConsolePartnerHistory(
    ConsoleRequests requests,
    IPartners partners,
    IPartnerTimelines timelines,
    IPartnerPayouts payouts
)
{
    private const int MaxEntries = 200;

    /// <summary>Shows what happened to a partner.</summary>
    [Function(nameof(ShowConsolePartnerHistory))]
    [EndpointSummary("Shows what happened to a partner, with who did it, and the notes.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/partners/{id}/history")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) =>
        ForPartnerAsync(
            request,
            program,
            id,
            async (shown, partner) =>
            {
                var entries = await timelines.OfAsync(partner, cancellationToken);
                return await requests.ShowAsync(
                    new ConsolePage
                    {
                        Frame = FrameOf(shown, partner),
                        Title = $"History of {partner.Company}",
                        Lead =
                            entries.Count > MaxEntries
                                ? $"The latest {MaxEntries} of {ProgramText.Number(entries.Count)} entries; the API "
                                    + "has all. Notes are added by POST …/notes."
                                : "The latest first. Notes are added by POST …/notes.",
                        Blocks = [new HistoryBlock([.. entries.Reverse().Take(MaxEntries).Select(EntryOf)])],
                    }
                );
            },
            cancellationToken
        );

    /// <summary>Shows a statement of a partner.</summary>
    [Function(nameof(ShowConsoleStatement))]
    [EndpointSummary("Shows the statement of a partner for a month.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> ShowConsoleStatement(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "console/programs/{program}/partners/{id}/statements/{period}"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<PartnerId>] string id,
        [RouteValue<Period>] string period,
        CancellationToken cancellationToken
    ) =>
        ForPartnerAsync(
            request,
            program,
            id,
            async (shown, partner) =>
                Period.TryParse(period, out var month)
                && await payouts.StatementAsync(shown.Program, partner, month, cancellationToken) is { } statement
                    ? await requests.ShowAsync(
                        new ConsolePage
                        {
                            Frame = FrameOf(shown, partner),
                            Title = $"Statement of {DisplayFormat.Month(month)} for {partner.Company}",
                            Blocks = [new StatementBlock(statement)],
                        }
                    )
                    : await requests.NotFoundAsync(request, shown.Program),
            cancellationToken
        );

    private Task<IResult> ForPartnerAsync(
        HttpRequest request,
        string program,
        string id,
        Func<ConsoleProgram, Partner, Task<IResult>> answer,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
                PartnerId.TryParse(id, out var partnerId)
                && await partners.FindAsync(shown.Program.Slug, partnerId, cancellationToken) is { } partner
                    ? await answer(shown, partner)
                    : await requests.NotFoundAsync(request, shown.Program),
            cancellationToken
        );

    private static ConsoleFrame FrameOf(ConsoleProgram shown, Partner partner) =>
        shown.FrameBelow(ConsoleSections.Partners, new ConsoleLink(partner.Company, shown.PathOf(partner.Id)));

    private static HistoryEntry EntryOf(PartnerTimelineEntry entry) =>
        new(DisplayFormat.Time(entry.At), $"{PartnerWords.Words(entry.Step)}, by {entry.Actor}", entry.Note);
}
