using System.Text.RegularExpressions;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using FluentValidation;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// A partner to create directly, for example in a migration or after an invitation that was agreed elsewhere.
/// </summary>
public sealed record PartnerBody(
    string? Name = null,
    string? Email = null,
    string? Company = null,
    string? Country = null,
    string? Website = null,
    string? Group = null,
    string? Code = null,
    IReadOnlyList<string>? Coupons = null,
    string? TermsVersion = null,
    string? ReferredBy = null,
    IReadOnlyList<ContactBody>? Contacts = null
)
{
    internal sealed class Validator : AbstractValidator<PartnerBody>
    {
        public Validator()
        {
            RuleFor(b => b.Name).Must(PartnerText.Fits).WithMessage(PartnerText.Sentence);
            RuleFor(b => b.Company).Must(PartnerText.Fits).WithMessage(PartnerText.Sentence);
            RuleFor(b => b.Email)
                .Must(e => MailAddressText.Fits(e))
                .WithMessage("Give an e-mail address, such as name@example.com.")
                .Must(e => !MailAddressText.Fits(e) || MailAddressText.IsMailable(e))
                .WithMessage(MailAddressText.NotMailable);
            RuleFor(b => b.Country).Must(c => CountryCode.TryParse(c, out _)).WithMessage($"Give {CountryCode.Form}.");
            RuleFor(b => b.Website)
                .Must(w => w is null || WebAddress.IsSite(w))
                .WithMessage("The website must be an absolute http or https address.");
            RuleFor(b => b.Group).Must(g => g is null || PartnerText.IsGroup(g)).WithMessage(PartnerText.GroupSentence);
            RuleFor(b => b.Code)
                .Must(c => c is null || PartnerCodes.Fits(c))
                .WithMessage($"A code must have {PartnerCodes.Form}.");
            RuleFor(b => b.Coupons)
                .Must(c => c is null || (c.Count <= PartnerText.MaxCoupons && c.All(CouponText.Fits)))
                .WithMessage("Give at most 20 coupons, each of 1 to 255 printable characters.");
            RuleFor(b => b.Contacts).Must(ContactBody.Fit).WithMessage(ContactBody.Sentence);
            RuleFor(b => b.TermsVersion).MaximumLength(50).WithMessage("The version may have at most 50 characters.");
            RuleFor(b => b.TermsVersion)
                .Must(version => version is null || LineText.Fits(version))
                .WithMessage(LineText.Sentence);
        }
    }
}

/// <summary>Checks the texts of a partner.</summary>
internal static partial class PartnerText
{
    public const int MaxCoupons = 20;
    public const string Sentence = "Give 1 to 100 characters on one line.";
    public const string GroupPattern = @"^[a-z0-9_-]{1,40}\z";
    public const string GroupSentence =
        "A group must have 1 to 40 lower-case letters, digits, hyphens and underscores.";

    public static bool Fits(string? text) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= 100 && LineText.Fits(text);

    public static bool IsGroup(string group) => Groups().IsMatch(group);

    [GeneratedRegex(GroupPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Groups();
}
