using LocalHost.Hosting;

namespace LocalHost.Tests.Hosting;

public sealed class LocalArgumentsTests
{
    [Fact]
    public void A_command_takes_what_the_host_does_not_know()
    {
        var arguments = LocalArguments.Read(["demo", "--seed", "7", "--exit", "--port", "0", "--LocalFunctionKey=k"]);
        Assert.Empty(arguments.Problems);
        Assert.Equal("demo", arguments.Word);
        Assert.Equal(["--seed", "7"], arguments.ForCommand);
        Assert.Equal(["--LocalFunctionKey=k"], arguments.Overrides);
        Assert.Equal(0, arguments.Port);
        Assert.True(arguments.Exit);
        Assert.False(arguments.Help);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port=65536")]
    [InlineData("--port=-1")]
    [InlineData("--port=http")]
    [InlineData("--prot")]
    [InlineData("--published=/no/such/folder")]
    [InlineData("--published")]
    public void What_is_wrong_is_reported(string argument) => Assert.Single(LocalArguments.Read([argument]).Problems);

    [Fact]
    public void A_word_that_no_command_has_is_reported_with_the_known_ones()
    {
        var commands = new LocalCommands(new Dictionary<string, ILocalCommand> { ["demo"] = null! });
        var problem = Assert.Single(commands.Validate(LocalArguments.Read(["demmo"])));
        Assert.Equal(("There is no command 'demmo'.", "Known are: demo."), (problem.What, problem.Mend));
    }
}
