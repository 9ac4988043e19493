using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using FluentValidation;

namespace AffiliateFunctions.Onboarding.Applications;

/// <summary>
/// An application, as JSON or as a form. Every member may be missing, so that all missing members are reported in one
/// response.
/// </summary>
public sealed record ApplicationBody(
    string? Name = null,
    string? Email = null,
    string? Company = null,
    string? Website = null,
    string? Country = null,
    [property: DataType(DataType.MultilineText)] string? PromotionPlan = null,
    [property: DataType(DataType.MultilineText)] string? Audience = null,
    [property: DataType(DataType.MultilineText)] Dictionary<string, string>? Answers = null,
    bool TermsAccepted = false,
    string? TermsVersion = null,
    string? Invite = null
)
{
    private const string AnswerPrefix = "answers.";

    /// <summary>Reads the fields of a form. Answers to questions are fields such as <c>answers.channel</c>.</summary>
    public static ApplicationBody FromForm(Dictionary<string, string> fields) =>
        new(
            fields.GetValueOrDefault("name"),
            fields.GetValueOrDefault("email"),
            fields.GetValueOrDefault("company"),
            fields.GetValueOrDefault("website"),
            fields.GetValueOrDefault("country"),
            fields.GetValueOrDefault("promotion_plan"),
            fields.GetValueOrDefault("audience"),
            fields
                .Where(f =>
                    f.Key.StartsWith(AnswerPrefix, StringComparison.Ordinal) && f.Key.Length > AnswerPrefix.Length
                )
                .ToDictionary(f => f.Key[AnswerPrefix.Length..], f => f.Value, StringComparer.Ordinal),
            fields.GetValueOrDefault("terms_accepted") is "true" or "on" or "yes" or "1",
            fields.GetValueOrDefault("terms_version"),
            NullIfEmpty(fields.GetValueOrDefault("invite"))
        );

    /// <summary>The applicant profile of a valid body.</summary>
    public ApplicantProfile ToProfile() =>
        new(
            Name!.Trim(),
            Email!.Trim(),
            Company!.Trim(),
            Website!.Trim(),
            Country!.Trim().ToUpperInvariant(),
            PromotionPlan!.Trim(),
            NullIfEmpty(Audience?.Trim()),
            Answers ?? [],
            Invite
        );

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Checks that an application is complete.</summary>
    internal sealed class Validator : AbstractValidator<ApplicationBody>
    {
        private const int MaxAnswers = 30;
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
                .WithMessage("Give an e-mail address, such as name@example.com.");
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
            RuleFor(b => b.Answers)
                .Must(a =>
                    a is null
                    || (a.Count <= MaxAnswers && a.All(x => x.Key.Length <= 100 && x.Value is { Length: <= 2000 }))
                )
                .WithMessage(
                    "Give at most 30 answers, with names of at most 100 characters and texts of at most 2,000."
                );
            RuleFor(b => b.Answers)
                .Must(a =>
                    a is null || a.All(x => LineText.Fits(x.Key) && (x.Value is null || LineText.LinesFit(x.Value)))
                )
                .WithMessage(
                    "Write the name of each answer on one line, and leave control characters out of the texts."
                );
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
                .Must(text => !string.IsNullOrWhiteSpace(text))
                .WithMessage($"Give {what}.")
                .MaximumLength(longest)
                .WithMessage(
                    string.Create(CultureInfo.InvariantCulture, $"This may have at most {longest} characters.")
                );
    }
}
