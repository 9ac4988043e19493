using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
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

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>Stores a version of the partner terms. A version that partners may have accepted never changes.</summary>
[Tags("Onboarding")]
public sealed class PutTerms(
    IPrograms programs,
    TermsStore store,
    TermsAnswers answers,
    IValidator<PutTerms.Body> validator,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string Key = "key";

    /// <inheritdoc cref="PutTerms"/>
    [Function(nameof(PutTerms))]
    [EndpointSummary("Stores a version of the partner terms.")]
    [EndpointDescription(
        "The terms are a text in Markdown, or the address of a published document with its SHA-256. A stored version "
            + "does not change. Applicants accept the version that the rule book names, otherwise the latest one."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "version": "2026-11",
              "text": "# Partner terms\n\nYou recommend our product, and we pay you a commission."
            }
            """
    )]
    [ProducesResponseType<TermsAnswer>(StatusCodes.Status201Created, Description = "The version was stored.")]
    [ProducesResponseType<TermsAnswer>(StatusCodes.Status200OK, Description = "The version was stored before.")]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/terms")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => PutAsync(program, body.ToDocument(clock.GetUtcNow()), cancellationToken))
                    .Match(async put =>
                    {
                        var answer = await answers.OfAsync(program.Slug, put.Document, cancellationToken);
                        return put.IsNew ? HttpResults.Created(answer) : HttpResults.Ok(answer);
                    }),
            cancellationToken
        );

    private async Task<Result<Outcome>> PutAsync(
        AffiliateProgram program,
        TermsDocument document,
        CancellationToken cancellationToken
    )
    {
        var stored = await store.GetOrAddAsync(program.Slug, document, cancellationToken);
        if (!stored.HasContentOf(document))
        {
            return Problem.Conflict(
                $"Version {document.Version} of the terms is stored with another content, and partners may have accepted it.",
                [("/version", "Choose another version for the changed terms.")]
            );
        }

        await audit.RecordAsync(
            new AuditEntry(
                program.Slug,
                $"terms:{stored.Version}:stored",
                Key,
                "terms_stored",
                $"terms:{stored.Version}",
                $"SHA-256 {stored.Hash}",
                stored.StoredAt
            ),
            cancellationToken
        );
        return new Outcome(stored, ReferenceEquals(stored, document));
    }

    /// <summary>A version of the terms. Either the text is given, or the address with the hash.</summary>
    /// <param name="Version">The version.</param>
    /// <param name="Text">The terms as Markdown.</param>
    /// <param name="Url">The address at which the terms are published.</param>
    /// <param name="Sha256">The SHA-256 of the published document, in hexadecimal.</param>
    public sealed record Body(
        string Version,
        [property: DataType(DataType.MultilineText)] string? Text = null,
        string? Url = null,
        string? Sha256 = null
    )
    {
        /// <summary>The document of a valid body.</summary>
        public TermsDocument ToDocument(DateTimeOffset now) =>
            new(
                Version,
                Text,
                Url,
                Text is null
                    ? Sha256!.ToLowerInvariant()
                    : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))),
                now
            );
    }

    internal sealed class Validator : AbstractValidator<Body>
    {
        private const int MaxText = 60_000;

        public Validator()
        {
            RuleFor(body => body.Version)
                .Must(TermsVersions.IsVersion)
                .WithMessage($"A version is {TermsVersions.Form}.");
            RuleFor(body => body.Text)
                .Must(text => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxText && LineText.LinesFit(text))
                .When(body => body.Url is null)
                .WithMessage(
                    "Give the terms as Markdown of at most 60,000 characters without control characters, or give the "
                        + "url of the published terms."
                );
            RuleFor(body => body.Text)
                .Null()
                .When(body => body.Url is not null)
                .WithMessage("Give either the text or the url of the published terms.");
            RuleFor(body => body.Url)
                .Must(url => url is null || WebAddress.IsSecureSite(url))
                .WithMessage("The url must be an absolute https address.");
            RuleFor(body => body.Sha256)
                .Must(hash => hash is { Length: 64 } && hash.All(char.IsAsciiHexDigit))
                .When(body => body.Url is not null)
                .WithMessage("Give the SHA-256 of the published document in 64 hexadecimal digits.");
            RuleFor(body => body.Sha256)
                .Null()
                .When(body => body.Url is null)
                .WithMessage("Leave the hash out: it is computed from the text.");
        }
    }

    private sealed record Outcome(TermsDocument Document, bool IsNew);
}
