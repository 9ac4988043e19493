using System.Collections.Frozen;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Programs;

/// <summary>Creates a program, or changes the settings that do not depend on its stage.</summary>
[Tags("Programs")]
public sealed class PutProgram(
    ProgramStore programs,
    IValidator<PutProgram.Body> validator,
    IProgramRuleBooks rules,
    IProgramImports imports,
    IOptions<PilotOptions> options,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Words that stand in addresses where the slug of a program stands in others.</summary>
    internal static readonly FrozenSet<string> ReservedSlugs = FrozenSet.Create("sign-in", "sign-out");

    /// <inheritdoc cref="PutProgram"/>
    [Function(nameof(PutProgram))]
    [EndpointSummary("Creates a program, or changes it.")]
    [EndpointDescription(
        "Members that are left out get their defaults. allowed_destinations are host names; an address is taken as its "
            + "host."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "name": "Partner program",
              "currency": "USD",
              "website": "https://www.example.com",
              "timezone": "Europe/Berlin",
              "legal_name": "Example GmbH",
              "address": "Beispielstr. 1, 10115 Berlin, Germany",
              "vat_id": "DE123456789",
              "logo_url": "https://www.example.com/logo.png",
              "color": "#0a6b4f",
              "allowed_origins": ["https://www.example.com"],
              "allowed_destinations": ["shop.example.com"]
            }
            """
    )]
    [ResponseExample("""{ "stage": "draft", "rules_version": null, "charter": null }""", Status = 201)]
    [ProducesResponseType<ProgramAnswer>(StatusCodes.Status201Created, Description = "The program was created.")]
    [ProducesResponseType<ProgramAnswer>(StatusCodes.Status200OK, Description = "The program was changed.")]
    [ProducesProblems(400, 409, 413, 415)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    )
    {
        if (!ProgramSlug.TryParse(slug, out var parsed))
        {
            return HttpResults.Problem(Problem.Invalid("/slug", $"A slug is {ProgramSlug.Form}."));
        }

        if (ReservedSlugs.Contains(slug))
        {
            return HttpResults.Problem(
                Problem.Invalid("/slug", $"'{slug}' is part of an address of this app; choose another slug.")
            );
        }

        return await request
            .ReadJsonAsync<Body>(cancellationToken)
            .Then(sent => validator.Check(sent))
            .Then(body => PutAsync(parsed, body, cancellationToken))
            .Match(async put =>
            {
                var answer = await ProgramAnswer.OfAsync(put.Program, rules, cancellationToken);
                return put.IsNew ? HttpResults.Created(answer) : HttpResults.Ok(answer);
            });
    }

    internal async Task<Result<Outcome>> PutAsync(ProgramSlug slug, Body body, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the program {slug}");
        while (true)
        {
            if (await programs.ReadAsync(slug, cancellationToken) is not var (stored, version))
            {
                if (await imports.IsBegunAsync(slug, cancellationToken))
                {
                    return Problem.Conflict(
                        $"An import of the program {slug} was begun and has not ended. Send the export again to end "
                            + "it, or choose another slug."
                    );
                }

                var program = body.Apply(New(slug, body));
                if (await programs.AddAsync(program, cancellationToken))
                {
                    await RecordAsync(null, program, cancellationToken);
                    return new Outcome(program, IsNew: true);
                }

                await retries.NextAsync(cancellationToken);
                continue;
            }

            if (
                stored.Currency != body.Currency
                && await CurrencyConflictAsync(stored, cancellationToken) is { } conflict
            )
            {
                return conflict;
            }

            var changed = body.Apply(stored);
            changed = AuditChange.Between(SettingsOf(stored), SettingsOf(changed)) is null
                ? changed
                : changed with
                {
                    ChangedAt = clock.GetUtcNow(),
                };
            if (await programs.ReplaceAsync(changed, version, cancellationToken))
            {
                await RecordAsync(stored, changed, cancellationToken);
                return new Outcome(changed, IsNew: false);
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    // A repeated request finds the settings changed. It writes the record that an interrupted one may have left out.
    private async Task RecordAsync(
        AffiliateProgram? before,
        AffiliateProgram after,
        CancellationToken cancellationToken
    )
    {
        var at = after.ChangedAt ?? after.CreatedAt;
        if (clock.GetUtcNow() - at <= CallerRecords.InterruptedFor)
        {
            await audit.RecordCallerAsync(
                after.Slug,
                after.ChangedAt is null ? "program_created" : "program_changed",
                after.Slug.Value,
                at,
                AuditChange.Between(before is null ? null : SettingsOf(before), SettingsOf(after)),
                cancellationToken
            );
        }
    }

    internal static Body SettingsOf(AffiliateProgram program) =>
        new(
            program.Name,
            program.Currency,
            program.Website,
            program.Timezone,
            program.AllowedOrigins,
            program.AllowedDestinations,
            program.LegalName,
            program.Address,
            program.VatId,
            program.LogoUrl,
            program.Color,
            ScreensBody.Of(program.Screens),
            program.LinksCustomersByAddress,
            program.AcceptTestEvents,
            program.LinkParameters
        );

    private async Task<Problem?> CurrencyConflictAsync(AffiliateProgram stored, CancellationToken cancellationToken)
    {
        if (stored.Stage != ProgramStage.Draft)
        {
            return Conflict("The ledger is in this currency; it can change only while the program is a draft.");
        }

        return await rules.IsAnySubmittedAsync(stored.Slug, cancellationToken)
            ? Conflict(
                "A submitted rule book is in the program's currency; the currency can change only before "
                    + "a rule book is submitted."
            )
            : null;

        Problem Conflict(string detail) =>
            Problem.Conflict(
                detail,
                [("/currency", $"Send {stored.Currency}, or create another program for another currency.")]
            );
    }

    private AffiliateProgram New(ProgramSlug slug, Body body) =>
        new()
        {
            Slug = slug,
            Name = body.Name,
            Currency = body.Currency,
            Timezone = "UTC",
            Website = body.Website,
            AllowedOrigins = [],
            AllowedDestinations = [],
            Stage = ProgramStage.Draft,
            StageSince = clock.GetUtcNow(),
            Limits = new ProgramLimits(options.Value.PilotMaxPartners, options.Value.PilotMaxMonthlyPayout),
            CreatedAt = clock.GetUtcNow(),
        };

    /// <summary>The settings of a program.</summary>
    public sealed record Body(
        string Name,
        string Currency,
        string Website,
        string? Timezone = null,
        IReadOnlyList<string>? AllowedOrigins = null,
        IReadOnlyList<string>? AllowedDestinations = null,
        string? LegalName = null,
        string? Address = null,
        string? VatId = null,
        string? LogoUrl = null,
        string? Color = null,
        ScreensBody? Screens = null,
        bool? LinkCustomersByAddress = null,
        bool AcceptTestEvents = false,
        IReadOnlyList<string>? LinkParameters = null
    )
    {
        /// <summary>The program with the settings of the body.</summary>
        public AffiliateProgram Apply(AffiliateProgram program) =>
            program with
            {
                Name = Name.Trim(),
                Currency = Currency,
                Website = Website,
                Timezone = Timezone ?? "UTC",
                AllowedOrigins = AllowedOrigins ?? [],
                AllowedDestinations =
                [
                    .. (AllowedDestinations ?? []).Select(sent => WebAddress.HostOf(sent)!).Distinct(),
                ],
                LegalName = LegalName?.Trim(),
                Address = Address?.Trim(),
                VatId = VatId?.ToUpperInvariant(),
                LogoUrl = LogoUrl,
                Color = Color?.ToLowerInvariant(),
                Screens = (Screens ?? new()).ToScreens(),
                LinksCustomersByAddress = LinkCustomersByAddress ?? true,
                AcceptTestEvents = AcceptTestEvents,
                LinkParameters = LinkParameters ?? [],
            };
    }

    internal sealed record Outcome(AffiliateProgram Program, bool IsNew);

    internal sealed class Validator : AbstractValidator<Body>
    {
        private const int MaxLinkParameters = 10;

        public Validator()
        {
            RuleFor(b => b.Name)
                .NotEmpty()
                .WithMessage("Give the program a name.")
                .MaximumLength(100)
                .WithMessage("The name may have at most 100 characters.");
            RuleFor(b => b.Currency)
                .Must(c => Currency.TryParse(c, out _))
                .WithMessage($"The currency must be {Currency.Form}.");
            RuleFor(b => b.Website)
                .Must(WebAddress.IsSite)
                .WithMessage("The website must be an absolute http or https address.");
            RuleFor(b => b.Timezone)
                .Must(z => z is null || TimeZoneInfo.TryFindSystemTimeZoneById(z, out _))
                .WithMessage("The time zone must be a name of the IANA database, such as Europe/Berlin.");
            RuleFor(b => b.LegalName)
                .Must(name => name is null || IsLine(name, 200))
                .WithMessage("Give the company's legal name on one line, at most 200 characters.");
            RuleFor(b => b.Address)
                .Must(address => address is null || IsLine(address, 300))
                .WithMessage("Give the company's address on one line, at most 300 characters.");
            RuleFor(b => b.VatId)
                .Must(id => id is null || Affiliate.Domain.Programs.VatId.IsValid(id))
                .WithMessage($"A VAT id is {Affiliate.Domain.Programs.VatId.Form}.");
            RuleFor(b => b.LogoUrl)
                .Must(url => url is null || WebAddress.IsSecureSite(url))
                .WithMessage("The address of the logo must be an absolute https address.");
            RuleFor(b => b.Color)
                .Must(color => color is null || BrandColor.TryParse(color, out _))
                .WithMessage($"A color is {BrandColor.Form}.");
            RuleForEach(b => b.AllowedOrigins)
                .Must(WebAddress.IsOrigin)
                .WithMessage("An origin is scheme, host and port without a path, such as https://www.example.com.");
            RuleForEach(b => b.AllowedDestinations)
                .Must(sent => WebAddress.HostOf(sent) is not null)
                .WithMessage("A destination is a host name, such as shop.example.com, or an address on that host.");
            RuleFor(b => b.LinkParameters)
                .Must(names => names is null || names.Count <= MaxLinkParameters)
                .WithMessage($"Give at most {MaxLinkParameters} parameters.");
            RuleForEach(b => b.LinkParameters)
                .Must(name => name is { Length: >= 1 and <= 40 } && name.All(IsParameterLetter))
                .WithMessage("A parameter has 1 to 40 letters, digits, hyphens and underscores, such as via.");
            RuleForEach(b => b.Screens!.Said)
                .Must(ScreensBody.IsKnown)
                .When(b => b.Screens is not null)
                .OverridePropertyName("Screens")
                .WithMessage("Give 'hold' or 'allow'.");
        }

        private static bool IsParameterLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';

        private static bool IsLine(string text, int longest) =>
            !string.IsNullOrWhiteSpace(text) && text.Length <= longest && LineText.Fits(text);
    }
}
