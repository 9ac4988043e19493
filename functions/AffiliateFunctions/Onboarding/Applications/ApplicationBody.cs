using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Forms;
using FluentValidation;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// An application, as JSON or as a form. Every member may be missing, so that all missing members are reported in one
/// response.
/// </summary>
/// <param name="Name">The applicant's name.</param>
/// <param name="Email">The applicant's e-mail address.</param>
/// <param name="Company">The applicant's company.</param>
/// <param name="Website">The applicant's website.</param>
/// <param name="Country">The country, ISO 3166-1 alpha-2.</param>
/// <param name="PromotionPlan">How the applicant recommends the product.</param>
/// <param name="Audience">Whom the applicant reaches.</param>
/// <param name="Answers">
/// The answers to the program's questions by their ids: texts, numbers, true or false, or lists of texts. In a form, the
/// fields <c>answers.{id}</c>.
/// </param>
/// <param name="TermsAccepted">Whether the applicant accepts the terms.</param>
/// <param name="TermsVersion">The version of the terms.</param>
/// <param name="Invite">The text of an invitation.</param>
/// <param name="Next">The page on one of the program's allowed origins to which a sent form leads a browser.</param>
/// <param name="Fax">A field that people do not see and leave empty. Programs fill it in.</param>
/// <param name="FormToken">The time at which the hosted form was shown, signed.</param>
public sealed record ApplicationBody(
    string? Name = null,
    string? Email = null,
    string? Company = null,
    string? Website = null,
    string? Country = null,
    [property: DataType(DataType.MultilineText)] string? PromotionPlan = null,
    [property: DataType(DataType.MultilineText)] string? Audience = null,
    Dictionary<string, JsonElement>? Answers = null,
    bool TermsAccepted = false,
    string? TermsVersion = null,
    string? Invite = null,
    string? Next = null,
    string? Fax = null,
    string? FormToken = null
)
{
    private const string AnswerPrefix = "answers.";

    /// <summary>
    /// Reads the fields of a form. Answers to questions are fields such as <c>answers.channel</c>, which can be repeated.
    /// </summary>
    public static ApplicationBody FromForm(IReadOnlyDictionary<string, StringValues> fields) =>
        new(
            Last(fields, "name"),
            Last(fields, "email"),
            Last(fields, "company"),
            Last(fields, "website"),
            Last(fields, "country"),
            Last(fields, "promotion_plan"),
            Last(fields, "audience"),
            fields
                .Where(field =>
                    field.Key.StartsWith(AnswerPrefix, StringComparison.Ordinal)
                    && field.Key.Length > AnswerPrefix.Length
                )
                .ToDictionary(
                    field => field.Key[AnswerPrefix.Length..],
                    field => AnswerOf(field.Value),
                    StringComparer.Ordinal
                ),
            Last(fields, "terms_accepted") is "true" or "on" or "yes" or "1",
            Last(fields, "terms_version"),
            NullIfEmpty(Last(fields, "invite")),
            NullIfEmpty(Last(fields, "next")),
            Last(fields, "fax"),
            Last(fields, "form_token")
        );

    /// <summary>The applicant profile of a valid body.</summary>
    /// <param name="answers">The answers as the form of the program keeps them.</param>
    public ApplicantProfile ToProfile(IReadOnlyDictionary<string, JsonElement> answers) =>
        new(
            Name!.Trim(),
            Email!.Trim(),
            Company!.Trim(),
            Website!.Trim(),
            Country!.Trim().ToUpperInvariant(),
            PromotionPlan!.Trim(),
            NullIfEmpty(Audience?.Trim()),
            answers,
            Invite
        );

    private static string? Last(IReadOnlyDictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out var values) ? values.LastOrDefault() ?? string.Empty : null;

    private static JsonElement AnswerOf(StringValues values) =>
        values is [var only] ? AnswerText.JsonOf(only) : AnswerText.JsonOf(values.ToArray());

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Checks that an application is complete.</summary>
    internal sealed class Validator : AbstractValidator<ApplicationBody>
    {
        private const string AddressSentence = "Leave out web and e-mail addresses; there are fields for them.";
        private static readonly char[] Separators = [' ', '\t', '/', ',', ';', ':', '(', ')', '<', '>', '"', '\''];

        public Validator()
        {
            Text(b => b.Name, "your name", 100)
                .Must(name => name is null || !NamesAddress(name))
                .WithMessage(AddressSentence);
            Text(b => b.Company, "your company", 100)
                .Must(company => company is null || !IsLink(company))
                .WithMessage(AddressSentence);
            RuleFor(b => b.Name).Must(IsLine).WithMessage(LineText.Sentence);
            RuleFor(b => b.Company).Must(IsLine).WithMessage(LineText.Sentence);
            RuleFor(b => b.TermsVersion).Must(IsLine).WithMessage(LineText.Sentence);
            RuleFor(b => b.Invite).Must(IsLine).WithMessage(LineText.Sentence);
            Text(b => b.PromotionPlan, "a description of how you will promote the product", 4000);
            RuleFor(b => b.PromotionPlan).Must(HasOnlyLines).WithMessage(LineText.LinesSentence);
            RuleFor(b => b.Audience).Must(HasOnlyLines).WithMessage(LineText.LinesSentence);
            RuleFor(b => b.Email)
                .Must(e => MailAddressText.Fits(e?.Trim()))
                .WithMessage("Give an e-mail address, such as name@example.com.")
                .Must(e => !MailAddressText.Fits(e?.Trim()) || MailAddressText.IsMailable(e?.Trim()))
                .WithMessage(MailAddressText.NotMailable);
            RuleFor(b => b.Website)
                .Must(w => WebAddress.IsSite(w?.Trim()))
                .WithMessage("Give your website as an address that begins with https:// or http://.");
            RuleFor(b => b.Country)
                .Must(c => CountryCode.TryParse(c?.Trim().ToUpperInvariant(), out _))
                .WithMessage($"Give {CountryCode.Form}.");
            RuleFor(b => b.Audience).MaximumLength(2000).WithMessage("The audience may have at most 2,000 characters.");
            RuleFor(b => b.TermsAccepted).Equal(true).WithMessage("You must accept the terms.");
            RuleFor(b => b.TermsVersion)
                .NotEmpty()
                .WithMessage("Give the version of the terms that you accept.")
                .MaximumLength(50)
                .WithMessage("The version may have at most 50 characters.");
            RuleFor(b => b.Invite).MaximumLength(200).WithMessage("The invitation may have at most 200 characters.");
        }

        // Anyone can submit these texts, and e-mails repeat them. An e-mail must not carry a stranger's link to another
        // person.
        private static bool NamesAddress(string name) =>
            IsLink(name)
            || name.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
                .Any(word => RegistrableDomain.IsRegistered(word.Trim('.')));

        // A company may be named after its domain.
        private static bool IsLink(string text) =>
            text.Contains('@', StringComparison.Ordinal)
            || text.Contains("//", StringComparison.Ordinal)
            || text.Contains("www.", StringComparison.OrdinalIgnoreCase);

        private static bool IsLine(string? text) => text is null || LineText.Fits(text.Trim());

        private static bool HasOnlyLines(string? text) => text is null || LineText.LinesFit(text);

        private IRuleBuilderOptions<ApplicationBody, string?> Text(
            System.Linq.Expressions.Expression<Func<ApplicationBody, string?>> field,
            string what,
            int longest
        ) =>
            RuleFor(field)
                .Must(text => !LineText.IsBlank(text))
                .WithMessage($"Give {what}.")
                .MaximumLength(longest)
                .WithMessage(
                    string.Create(CultureInfo.InvariantCulture, $"This may have at most {longest} characters.")
                );
    }
}
