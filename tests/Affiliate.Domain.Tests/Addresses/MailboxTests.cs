using Affiliate.Domain.Addresses;

namespace Affiliate.Domain.Tests.Addresses;

public sealed class MailboxTests
{
    [Theory]
    [InlineData("Joe@Example.com", "joe@example.com")]
    [InlineData(" joe+news@example.com ", "joe@example.com")]
    [InlineData("j.oe@example.com", "j.oe@example.com")]
    [InlineData("j.o.e+x@gmail.com", "joe@gmail.com")]
    [InlineData("joe@googlemail.com", "joe@gmail.com")]
    [InlineData("joe@bücher.example", "joe@xn--bcher-kva.example")]
    [InlineData("joe@BÜCHER.example", "joe@xn--bcher-kva.example")]
    [InlineData("joe@bu\u0308cher.example", "joe@xn--bcher-kva.example")]
    [InlineData("joe@XN--BCHER-KVA.example.", "joe@xn--bcher-kva.example")]
    [InlineData("joe@bücher。example", "joe@xn--bcher-kva.example")]
    [InlineData("ｊｏｅ@ｅｘａｍｐｌｅ.com", "joe@example.com")]
    [InlineData("jose\u0301@example.com", "jos\u00E9@example.com")]
    [InlineData("oﬃce@example.com", "office@example.com")]
    [InlineData("\"joe\"@example.com", "joe@example.com")]
    [InlineData("+joe@example.com", "+joe@example.com")]
    [InlineData("joe@a..b", "joe@a..b")]
    [InlineData("nobody", "nobody")]
    public void All_addresses_of_a_mailbox_lead_to_one(string email, string mailbox) =>
        Assert.Equal(mailbox, Mailbox.Of(email));

    [Theory]
    [InlineData("joe@example.com", "JOE+tag@example.com", true)]
    [InlineData("joe@gmail.com", "j.oe@googlemail.com", true)]
    [InlineData("joe@bücher.example", "joe@xn--bcher-kva.example", true)]
    [InlineData("joe@example.com", "jo@example.com", false)]
    [InlineData("joe@example.com", "ann@example.com", false)]
    [InlineData("joe@example.com", null, false)]
    public void Two_addresses_are_the_same_where_they_lead_to_one_mailbox(string email, string? other, bool areSame)
    {
        Assert.Equal(areSame, Mailbox.AreSame(email, other));
        Assert.Equal(areSame, Mailbox.AreSame(other, email));
    }
}
