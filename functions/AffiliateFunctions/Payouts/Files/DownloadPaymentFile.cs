using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Returns a payment file by the link that finance got by e-mail. The link works for the person of the charter who got
/// it, and only for the file that was handed over.
/// </summary>
[Tags("Cycles")]
public sealed class DownloadPaymentFile(
    PaymentFileLinks links,
    IPrograms programs,
    CycleStore cycles,
    PaymentFileStore files,
    PageAnswers pages
)
{
    /// <inheritdoc cref="DownloadPaymentFile"/>
    [Function(nameof(DownloadPaymentFile))]
    [EndpointSummary("Returns a payment file, by the link of the e-mail to finance.")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/csv", "text/plain", "application/xml")]
    [ProducesPages(400, 403, 410)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payment-files/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var (link, refusal) = links.Read(token);
        if (link is null)
        {
            return refusal == LinkRefusal.Expired
                ? await GoneAsync("The time of the link has passed. Fetch the file with the function key.")
                : await pages.InvalidLinkAsync();
        }

        var (period, name) = link.Subject.Split('/') is [var first, var second] ? (first, second) : (string.Empty, "");
        var program = await programs.FindAsync(ProgramSlug.Parse(link.Program), cancellationToken);
        if (program?.Charter is not { } charter || !Mailbox.AreSame(charter.Finance.Email, link.Actor))
        {
            return await RefuseAsync(
                "This link is not for you any more",
                "Payment files are for the person whom the program's charter names for finance.",
                StatusCodes.Status403Forbidden
            );
        }

        var cycle = await cycles.FindAsync(program.Slug, Period.Parse(period), cancellationToken);
        if (cycle?.Files.FirstOrDefault(file => file.Name == name && file.Sha256 == link.ContentHash) is not { } file)
        {
            return await GoneAsync("The file has been replaced. Open the link of the latest e-mail.");
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return files.Download(cycle, file, request.HttpContext);
    }

    private Task<IResult> GoneAsync(string text) =>
        RefuseAsync("This link has expired", text, StatusCodes.Status410Gone);

    private Task<IResult> RefuseAsync(string title, string text, int status) =>
        pages.StatusAsync(new StatusMessage(title, text, StatusTone.Warning), status);
}
