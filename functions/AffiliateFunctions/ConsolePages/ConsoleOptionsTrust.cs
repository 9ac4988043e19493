using AffiliateFunctions.Approvals;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages;

/// <summary>
/// Refuses to start an app whose console believes the header of the platform's authentication while nothing removes that
/// header from the requests of strangers.
/// </summary>
/// <param name="signIns">The settings of the platform's authentication.</param>
internal sealed class ConsoleOptionsTrust(IOptions<SignInOptions> signIns) : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options) =>
        options.IsForPersons && !signIns.Value.Trusted
            ? ValidateOptionsResult.Fail(
                $"The setting {ConsoleOptions.Section}__{nameof(options.SignIn)} allows {ConsoleOptions.EasyAuth}, but "
                    + "Approvals__SignIn__Trusted is not true. Switch the authentication of the platform on first."
            )
            : ValidateOptionsResult.Success;
}
