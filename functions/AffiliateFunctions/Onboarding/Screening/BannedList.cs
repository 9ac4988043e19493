using System.ComponentModel.DataAnnotations;
using System.Net;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using FluentValidation;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>What a program has banned. An applicant to whom an entry applies is rejected by rule.</summary>
/// <param name="Addresses">E-mail addresses. All addresses of the mailbox are banned.</param>
/// <param name="Domains">Domains of e-mail addresses and websites, with their subdomains.</param>
/// <param name="Networks">Networks as an address and a prefix length, such as <c>203.0.113.0/24</c>.</param>
/// <param name="Countries">Countries by their ISO 3166-1 codes.</param>
public sealed record BannedList(
    IReadOnlyList<BannedEntry>? Addresses = null,
    IReadOnlyList<BannedEntry>? Domains = null,
    IReadOnlyList<BannedEntry>? Networks = null,
    IReadOnlyList<BannedEntry>? Countries = null
)
{
    /// <summary>A list without entries.</summary>
    internal static BannedList Empty { get; } = new BannedList().Normalized();

    /// <summary>The entries of all kinds with their kinds.</summary>
    internal IEnumerable<(string Kind, BannedEntry Entry)> All =>
        [
            .. (Addresses ?? []).Select(entry => ("address", entry)),
            .. (Domains ?? []).Select(entry => ("domain", entry)),
            .. (Networks ?? []).Select(entry => ("network", entry)),
            .. (Countries ?? []).Select(entry => ("country", entry)),
        ];

    /// <summary>The list with empty kinds instead of absent ones, and with values in the form that is compared.</summary>
    internal BannedList Normalized() =>
        new(
            [.. (Addresses ?? []).Select(entry => entry.With(Mailbox.Of(entry.Value)))],
            [.. (Domains ?? []).Select(entry => entry.With(AsciiHost.Of(entry.Value)!))],
            [.. (Networks ?? []).Select(entry => entry.With(IPNetwork.Parse(entry.Value.Trim()).ToString()))],
            [.. (Countries ?? []).Select(entry => entry.With(entry.Value.Trim()))]
        );

    internal sealed class Validator : AbstractValidator<BannedList>
    {
        private const int MaxEntries = 1000;

        public Validator()
        {
            RuleFor(list => list)
                .Must(list => list.All.Count() <= MaxEntries)
                .OverridePropertyName(string.Empty)
                .WithMessage("A program can ban at most 1,000 values.");
            Kind(list => list.Addresses, value => MailAddressText.Fits(value), "an e-mail address");
            Kind(list => list.Domains, IsDomain, "a domain, such as example.com");
            Kind(
                list => list.Networks,
                value => IPNetwork.TryParse(value, out _),
                "a network as its first address and its prefix length, such as 203.0.113.0/24"
            );
            Kind(list => list.Countries, value => CountryCode.TryParse(value, out _), CountryCode.Form);
        }

        private static bool IsDomain(string value) =>
            AsciiHost.Of(value) is { } host && host.Contains('.', StringComparison.Ordinal);

        private void Kind(
            System.Linq.Expressions.Expression<Func<BannedList, IEnumerable<BannedEntry>?>> entries,
            Func<string, bool> fits,
            string form
        ) =>
            RuleForEach(entries)
                .Must(entry => entry is null || fits(entry.Value.Trim()))
                .WithMessage($"Give {form} as the value.")
                .Must(entry => entry?.Reason is { Length: > 0 and <= 500 } reason && LineText.Fits(reason))
                .WithMessage("Give a reason of 1 to 500 characters on one line.");
    }
}

/// <summary>A banned value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Reason">Why it is banned, for those who read the application; applicants are never told.</param>
public sealed record BannedEntry(string Value, [property: DataType(DataType.MultilineText)] string Reason)
{
    internal BannedEntry With(string value) => this with { Value = value };
}
