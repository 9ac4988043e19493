using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Stores a note about a partner, a customer or the program, which the next review shows.</summary>
[Tags("Reviews")]
public sealed class PostNote(IPrograms programs, NoteStore notes, IAuditLog audit, IdSource ids, TimeProvider clock)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="PostNote"/>
    [Function(nameof(PostNote))]
    [EndpointSummary("Stores a note that the review shows beside what it is about.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "about": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "source": "sales",
              "text": "Their leads ask for a product that we do not sell.",
              "author": "Sam Sales"
            }
            """
    )]
    [ProducesResponseType<ReviewNote>(StatusCodes.Status201Created)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/notes")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request.ReadJsonAsync<Body>(cancellationToken).Then(sent => Validator.Check(sent));
                return body.Succeeded
                    ? HttpResults.Created(await AddAsync(program.Slug, body.Value, cancellationToken))
                    : HttpResults.Problem(body.Problem);
            },
            cancellationToken
        );

    // The text is not recorded: audit records cannot be erased.
    private async Task<ReviewNote> AddAsync(ProgramSlug program, Body body, CancellationToken cancellationToken)
    {
        var note = new ReviewNote(
            program,
            ids.Next("note_"),
            body.About,
            body.Source,
            body.Text.Trim(),
            body.Author.Trim(),
            clock.GetUtcNow()
        );
        await notes.AddAsync(note, cancellationToken);
        await audit.RecordCallerAsync(
            program,
            "note_added",
            note.About,
            note.At,
            change: null,
            cancellationToken,
            reason: $"Note {note.Id} from {note.Source}",
            onBehalfOf: note.Author
        );
        return note;
    }

    /// <summary>The note.</summary>
    /// <param name="About">The id of the partner, the customer or the program.</param>
    /// <param name="Source"><c>crm</c>, <c>sales</c>, <c>feedback</c> or <c>log</c>.</param>
    /// <param name="Text">The text.</param>
    /// <param name="Author">Who wrote it.</param>
    public sealed record Body(
        string About,
        string Source,
        [property: DataType(DataType.MultilineText)] string Text,
        string Author
    );

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(b => b.About)
                .Must(about => !string.IsNullOrWhiteSpace(about) && about.Length <= 200)
                .WithMessage("Give the id of a partner, a customer or the program.");
            RuleFor(b => b.Source)
                .Must(source => source is "crm" or "sales" or "feedback" or "log")
                .WithMessage("Give crm, sales, feedback or log.");
            RuleFor(b => b.Text)
                .Must(text => !string.IsNullOrWhiteSpace(text) && text.Length <= 2000)
                .WithMessage("Give a text of 1 to 2,000 characters.");
            RuleFor(b => b.Author)
                .Must(author => !string.IsNullOrWhiteSpace(author) && author.Length <= 200)
                .WithMessage("Name the author, in 1 to 200 characters.");
        }
    }
}
