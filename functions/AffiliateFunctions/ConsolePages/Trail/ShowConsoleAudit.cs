using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Trail;

/// <summary>The audit log of a program, from the newest record on.</summary>
[Tags("Console")]
public sealed class ShowConsoleAudit(
    ConsoleRequests requests,
    NewestAuditRecords newest,
    AuditLog log,
    IPartners partners
)
{
    private const int Rows = 50;
    private const int MaxAboutSubject = 200;

    /// <summary>Lists the records.</summary>
    [Function(nameof(ShowConsoleAudit))]
    [EndpointSummary("Lists the audit records of a program, the newest first, page by page.")]
    [QueryParameter<string>("subject", "Only the latest 200 records about this id, such as that of a partner.")]
    [QueryParameter<long>("before", "Only records with a lower number, as the page before names it.")]
    [ProducesPages(200, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/programs/{program}/audit")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown => await requests.ShowAsync(await PageAsync(shown, verified: null, cancellationToken)),
            cancellationToken
        );

    /// <summary>Recomputes the hash chain, and shows the result.</summary>
    [Function(nameof(VerifyConsoleAudit))]
    [EndpointSummary("Verifies the hash chain of a program's audit records.")]
    [Consumes(typeof(FormTokenOnly), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b")]
    [ProducesPages(200, 400, 404)]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "Nobody is signed in.")]
    [ProducesProblems(413, 415)]
    public Task<IResult> VerifyConsoleAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "console/programs/{program}/audit/verify")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                var verified = await log.VerifyAsync(shown.Program.Slug, cancellationToken);
                return await requests.ShowAsync(await PageAsync(shown, verified, cancellationToken));
            },
            cancellationToken
        );

    private async Task<ConsolePage> PageAsync(
        ConsoleProgram shown,
        ChainVerification? verified,
        CancellationToken cancellationToken
    )
    {
        var program = shown.Program.Slug;
        var subject = shown.Request.Query["subject"].ToString().Trim();
        var before = new QueryValues(shown.Request.Query).Read<long>("before", NumberOf, "a number");
        IReadOnlyList<AuditRecord> records =
            subject.Length > 0
                ?
                [
                    .. Enumerable
                        .Reverse(
                            await log.AboutAsync(program, [subject], cancellationToken).ToListAsync(cancellationToken)
                        )
                        .Take(MaxAboutSubject),
                ]
                : await newest.ReadAsync(program, before, Rows, cancellationToken);
        var names = await partners.FindAllRecentAsync(
            program,
            records
                .Select(record => PartnerId.TryParse(record.Subject, out var partner) ? partner : (PartnerId?)null)
                .OfType<PartnerId>()
                .Distinct(),
            cancellationToken
        );
        return AuditPageText.Of(
            shown,
            new AuditPage(
                records,
                names,
                subject,
                verified,
                subject.Length == 0 && records is [.., { Sequence: > 1 } last] ? last.Sequence : null
            )
        );
    }

    private static long? NumberOf(string text) => long.TryParse(text, out var number) && number > 0 ? number : null;
}

/// <summary>The fields of a form with a button only.</summary>
/// <param name="FormToken">The token that the page contains.</param>
public sealed record FormTokenOnly(string FormToken);
