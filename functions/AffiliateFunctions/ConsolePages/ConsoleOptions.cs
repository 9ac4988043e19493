using System.ComponentModel.DataAnnotations;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.ConsolePages;

/// <summary>Who can open the console, and how.</summary>
public sealed record ConsoleOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Console";

    /// <summary>The way by which the platform's authentication signs persons in.</summary>
    public const string EasyAuth = "easy_auth";

    /// <summary>The way by which a function key opens a session.</summary>
    public const string FunctionKey = "function_key";

    private static readonly string[] Known = [EasyAuth, FunctionKey];

    /// <summary>
    /// The ways to sign in, separated by commas: <c>easy_auth</c>, <c>function_key</c>. The console is off when empty.
    /// </summary>
    public string SignIn { get; init; } = string.Empty;

    /// <summary>The e-mail addresses of the persons who can open the console by <c>easy_auth</c>.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The ids of the groups whose members can open the console by <c>easy_auth</c>.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether persons sign in by the platform's authentication.</summary>
    internal bool IsForPersons => Ways.Contains(EasyAuth, StringComparer.Ordinal);

    /// <summary>Whether function keys open sessions.</summary>
    internal bool IsForKeys => Ways.Contains(FunctionKey, StringComparer.Ordinal);

    private string[] Ways => SignIn.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Ways.Except(Known, StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            yield return new ValidationResult(
                $"'{string.Join("', '", unknown)}' is no way to sign in. Give {string.Join(" or ", Known)}, or both "
                    + "separated by a comma.",
                [nameof(SignIn)]
            );
        }

        foreach (var (number, _) in Addresses.Index().Where(address => !MailAddressText.Fits(address.Item)))
        {
            yield return new ValidationResult("it must be an e-mail address.", [$"{nameof(Addresses)}__{number}"]);
        }

        foreach (var (number, _) in Groups.Index().Where(group => string.IsNullOrWhiteSpace(group.Item)))
        {
            yield return new ValidationResult("it must be the id of a group.", [$"{nameof(Groups)}__{number}"]);
        }
    }
}
