using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

public sealed class MailboxTests
{
    [Theory]
    [InlineData("Joe@Example.com", "joe@example.com")]
    [InlineData(" joe+news@example.com ", "joe@example.com")]
    [InlineData("j.oe@example.com", "j.oe@example.com")]
    [InlineData("j.o.e+x@gmail.com", "joe@gmail.com")]
    [InlineData("joe@googlemail.com", "joe@gmail.com")]
    [InlineData("joe@bücher.example", "joe@xn--bcher-kva.example")]
    [InlineData("+joe@example.com", "+joe@example.com")]
    [InlineData("joe@a..b", "joe@a..b")]
    [InlineData("nobody", "nobody")]
    public void All_addresses_of_a_mailbox_lead_to_one(string email, string mailbox) => Assert.Equal(mailbox, Mailbox.Of(email));
}
