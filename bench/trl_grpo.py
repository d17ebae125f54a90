"""Runs TRL's GRPOTrainer on a PMC-VQA file and prints one line of JSON per step.
usage: trl_grpo.py MODEL CSV IMAGES --prompts N --new-tokens N --steps N [--max-pixels N]"""
import argparse, csv, json, os, time

os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from datasets import Dataset
from PIL import Image
from transformers import AutoProcessor, Qwen2VLForConditionalGeneration, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

p = argparse.ArgumentParser()
p.add_argument("model"); p.add_argument("csv"); p.add_argument("images")
p.add_argument("--prompts", type=int); p.add_argument("--new-tokens", type=int); p.add_argument("--steps", type=int)
p.add_argument("--group", type=int, default=8); p.add_argument("--threads", type=int, default=2)
p.add_argument("--max-pixels", type=int); p.add_argument("--out", default="trl-out")
a = p.parse_args()
torch.set_num_threads(a.threads)
processor = AutoProcessor.from_pretrained(a.model, use_fast=False)
if a.max_pixels:
    processor.image_processor.max_pixels = a.max_pixels
    processor.image_processor.size = {"shortest_edge": processor.image_processor.min_pixels, "longest_edge": a.max_pixels}
model = Qwen2VLForConditionalGeneration.from_pretrained(a.model, dtype=torch.float32)
# TRL counts image tokens in completions as images of the prompt and fails; random weights would sample them
image_tokens = [processor.tokenizer.convert_tokens_to_ids(t) for t in ("<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>")]
rows = list(csv.DictReader(open(a.csv)))
def question(r):
    return "\n".join([r["Question"]] + [r["Choice " + c] for c in "ABCD"] + ["Think, then answer with one letter."])
data = Dataset.from_list([{"prompt": [{"role": "user", "content": question(r)}], "file": os.path.join(a.images, r["Figure_path"]), "answer": r["Answer"]} for r in rows])
data = data.map(lambda r: {"image": Image.open(r["file"]).convert("RGB")})
def spread(completions, **_):
    """The same as reward/SpreadReward.java: differs within any group, even with an untrained model"""
    return [float(len(c[0]["content"] if isinstance(c, list) else c) % 7) for c in completions]
class Clock(TrainerCallback):
    lengths = 0
    def on_step_begin(self, *_, **__):
        self.start = time.perf_counter()
    def on_step_end(self, args, state, control, **__):
        print(json.dumps({"step": state.global_step, "step_time": time.perf_counter() - self.start}), flush=True)
    def on_log(self, args, state, control, logs=None, **__):
        if logs and "completions/mean_length" in logs:
            completions = state.global_step * a.prompts * a.group
            self.lengths += logs["completions/mean_length"] * a.prompts * a.group
            print(json.dumps({"mean_length": logs["completions/mean_length"], "prompt_length": (logs["num_tokens"] - self.lengths) / completions}), flush=True)
config = GRPOConfig(output_dir=a.out, per_device_train_batch_size=a.prompts * a.group, num_generations=a.group, max_prompt_length=None,
    max_completion_length=a.new_tokens, beta=0.04, learning_rate=1e-6, max_steps=a.steps, use_cpu=True, bf16=False, fp16=False,
    gradient_checkpointing=False, logging_steps=1, report_to=[], save_strategy="no", temperature=1.0, loss_type="grpo", seed=42,
    generation_kwargs={"suppress_tokens": [i for i in image_tokens if i is not None] + list(range(len(processor.tokenizer), model.config.text_config.vocab_size))}, dataloader_num_workers=0, disable_tqdm=True)
trainer = GRPOTrainer(model=model, reward_funcs=[spread], args=config, train_dataset=data, processing_class=processor, callbacks=[Clock()])
trainer.train()
