using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Returns notes.</summary>
[Tags("Reviews")]
public sealed class GetNotes(IPrograms programs, NoteStore notes)
{
    private const int MaxAbout = 200;

    /// <inheritdoc cref="GetNotes"/>
    [Function(nameof(GetNotes))]
    [EndpointSummary("Lists the notes of a program, or those about a partner, a customer or the program.")]
    [SortedBy("id, which begins with the time of the note: the oldest comes first", "id")]
    [Paged]
    [QueryParameter<string>("about", "Only notes about the partner, the customer or the program with this id.")]
    [ProducesResponseType<Page<ReviewNote>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/notes")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var values = new QueryValues(request.Query);
                var about = values.Text(
                    "about",
                    text => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxAbout,
                    "the id of a partner, a customer or the program"
                );
                var paging = PageRequest.Read(request, values);
                if (!paging.Succeeded)
                {
                    return HttpResults.Problem(paging.Problem);
                }

                var rows = notes
                    .ListAsync(program.Slug, paging.Value.After, cancellationToken)
                    .Where(note => about is null || note.About == about);
                return HttpResults.Ok(await paging.Value.TakeAsync(rows, note => note.Id, note => note));
            },
            cancellationToken
        );
}
