using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ConsolePages.Customers;

/// <summary>Lifts the holds of a customer in the name of the signed-in person.</summary>
[Tags("Console")]
public sealed class LiftConsoleHold(ConsoleRequests requests, ShowConsoleCustomer page, ICustomerHoldActions holds)
{
    private const int MaxReason = 4000;

    /// <inheritdoc cref="LiftConsoleHold"/>
    [Function(nameof(LiftConsoleHold))]
    [EndpointSummary("Lifts the holds of a customer in the person's name.")]
    [Consumes(typeof(ConsoleReasonFields), "application/x-www-form-urlencoded")]
    [RequestExample("form_token=5f2b&reason=The+bank+has+cleared+the+customer")]
    [ProducesResponseType(StatusCodes.Status303SeeOther, Description = "The holds are lifted.")]
    [ProducesPages(400, 404, 409)]
    [ProducesProblems(413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "console/programs/{program}/customers/{id}/lift-hold"
        )]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string program,
        [RouteValue<CustomerId>] string id,
        CancellationToken cancellationToken
    ) =>
        requests.ForProgramAsync(
            request,
            program,
            async shown =>
            {
                if (!CustomerId.TryParse(id, out var customer))
                {
                    return await requests.NotFoundAsync(request, shown.Program);
                }

                var problem =
                    shown.Visit.Field("reason") is not { Length: <= MaxReason } reason
                        ? "Give a reason of 1 to 4,000 characters."
                    : await holds.LiftAsync(shown.Program.Slug, customer, reason, cancellationToken) ? null
                    : "No commissions for the customer are held.";
                return problem is null
                    ? shown.Done($"customers/{Uri.EscapeDataString(id)}", DoneMessages.HoldLifted)
                    : await page.ShowAsync(shown, id, [problem], cancellationToken);
            },
            cancellationToken
        );

    /// <summary>The form, for a customer that is held.</summary>
    internal static IEnumerable<ConsoleBlock> FormsFor(ConsoleProgram shown, CustomerRecord customer)
    {
        if (customer.IsHeld)
        {
            yield return new ActionBlock(
                new ConsoleForm($"{shown.PathOf(customer.Id)}/lift-hold", "Lift the hold")
                {
                    Summary = "Lift the hold of this customer",
                    Text =
                        "New commissions are no longer held. Those that are held already wait for their own decision.",
                    Fields = [new EntryField("reason", "Reason") { IsLong = true, Longest = MaxReason }],
                }
            );
        }
    }
}

/// <summary>The fields of a form with a reason.</summary>
/// <param name="FormToken">The token of the form.</param>
/// <param name="Reason">The reason.</param>
public sealed record ConsoleReasonFields(string? FormToken = null, string? Reason = null);
