using System.Text;
using AffiliateFunctions.PartnerPages.SignIn;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>Sends the e-mail by which a partner signs in to its page.</summary>
internal static class PartnerPageEmails
{
    public static async Task SendAsync(EmailScene scene)
    {
        var partner = await scene.AddAsync(HostileTexts.Partner("prt_signin"));
        var request = new SignInRequest("sgn_1", partner.Email, new string('a', 64), scene.Clock.GetUtcNow());
        await scene.Function<MailSignInLink>().RunAsync(Encoding.UTF8.GetBytes(request.ToMessage()), default);
    }
}
