using System.Linq.Expressions;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using FluentValidation;

namespace AffiliateFunctions.Onboarding.Assets;

/// <summary>What a program gives its partners to work with. The welcome e-mail has all of it.</summary>
/// <param name="Assets">The assets in their order.</param>
/// <param name="Disclosure">
/// The program's own wording of the disclosure duties; the standard wording applies where it is absent.
/// </param>
public sealed record PartnerAssets(IReadOnlyList<Asset>? Assets = null, DisclosureWording? Disclosure = null)
{
    /// <summary>The assets of a program that has stored none.</summary>
    internal static PartnerAssets None { get; } = new([], new DisclosureWording());

    /// <summary>The assets with an empty list and wording instead of absent ones.</summary>
    internal PartnerAssets Normalized() => new(Assets ?? [], Disclosure ?? new DisclosureWording());

    /// <summary>Whether both are the same in content.</summary>
    internal bool HasContentOf(PartnerAssets other) =>
        Disclosure == other.Disclosure && (Assets ?? []).SequenceEqual(other.Assets ?? []);

    /// <summary>The problem of assets whose addresses are on hosts that the program does not allow, or null.</summary>
    internal Problem? HostProblemOf(AffiliateProgram program)
    {
        var errors = (Assets ?? [])
            .Select((asset, index) => (asset, index))
            .Where(pair => !pair.asset.IsAllowedBy(program))
            .Select(pair =>
                (
                    $"/assets/{pair.index}/url",
                    "Give an https address on the host of the program's website or on one of its allowed_destinations."
                )
            )
            .ToList();
        return errors.Count == 0 ? null : Problem.Invalid(errors);
    }

    internal sealed class Validator : AbstractValidator<PartnerAssets>
    {
        private const int MaxAssets = 50;
        private const int MaxName = 100;
        private const int MaxText = 2000;
        private const int MaxDescription = 300;

        public Validator()
        {
            RuleFor(assets => assets.Assets)
                .Must(assets => assets is null || assets.Count <= MaxAssets)
                .WithMessage("A program can have at most 50 assets.");
            RuleForEach(assets => assets.Assets)
                .Must(asset => IsLine(asset.Name, MaxName))
                .WithMessage("Give the asset a name of 1 to 100 characters on one line.")
                .Must(asset => asset.Description is null || IsLine(asset.Description, MaxDescription))
                .WithMessage("Describe the asset in 1 to 300 characters on one line, or leave the description out.")
                .Must(HasContent)
                .WithMessage(
                    "Give an asset of the kind text a text of 1 to 2,000 characters, and every other asset a url."
                );
            Wording(assets => assets.Disclosure!.Us);
            Wording(assets => assets.Disclosure!.Eu);
            Wording(assets => assets.Disclosure!.Uk);
            Wording(assets => assets.Disclosure!.Other);
        }

        private static bool HasContent(Asset asset) =>
            asset.Kind == AssetKind.Text
                ? asset.Url is null && IsText(asset.Text)
                : asset.Text is null && asset.Url is not null;

        private static bool IsLine(string? text, int longest) =>
            !LineText.IsBlank(text) && text!.Length <= longest && LineText.Fits(text);

        private static bool IsText(string? text) =>
            !LineText.IsBlank(text) && text!.Length <= MaxText && LineText.LinesFit(text);

        private void Wording(Expression<Func<PartnerAssets, string?>> text) =>
            RuleFor(text)
                .Must(wording => wording is null || IsText(wording))
                .When(assets => assets.Disclosure is not null)
                .WithMessage("Word the disclosure duties in 1 to 2,000 characters, or leave the wording out.");
    }
}
